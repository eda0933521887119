# Two images from one file: `docker build --target api .` (no torch) and `docker build --target ranking .`.
# The API image also runs the migrations, the io worker and beat.
ARG PYTHON=3.11-slim-bookworm

# Dependencies come first and alone, so that a change of our code does not download them again.
FROM python:${PYTHON} AS dependencies
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /src
COPY pyproject.toml constraints.txt ./
# Postgres and Valkey have containers of their own: their wheels are left out.
RUN python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb')); print(*set(p['project']['dependencies']) - set(p['dependency-groups']['embedded']), sep='\n')" \
    > requirements.txt && pip install hatchling -c constraints.txt -r requirements.txt

FROM dependencies AS build
COPY . .
RUN pip install --no-deps --no-build-isolation .

FROM dependencies AS build-ranking
# For a smaller image without CUDA: --build-arg TORCH_INDEX=https://download.pytorch.org/whl/cpu
ARG TORCH_INDEX=https://pypi.org/simple
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['ranking'], sep='\n')" \
    > ranking.txt && pip install --extra-index-url "${TORCH_INDEX}" -c constraints.txt -r ranking.txt
COPY . .
RUN pip install --no-deps --no-build-isolation .

FROM python:${PYTHON} AS runtime
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home lmsearcher
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
# Threads that wait by spinning turn milliseconds into seconds where cores are shared (docs/operations.md).
ENV OMP_WAIT_POLICY=PASSIVE OPENBLAS_NUM_THREADS=1
WORKDIR /srv
USER 10001
STOPSIGNAL SIGTERM

FROM runtime AS ranking
# The workers say so themselves; here it holds for whatever else is run in the image.
ENV HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1
COPY --from=build-ranking /opt/venv /opt/venv
HEALTHCHECK --interval=60s --timeout=30s --start-period=600s --retries=3 \
    CMD ["sh", "-c", "exec celery -A workers.celery_app inspect ping --timeout 20 -d ranking@$HOSTNAME"]
CMD ["celery", "-A", "workers.celery_app", "worker", "-Q", "ranking", "--pool=solo", "--concurrency=1", "-n", "ranking@%h"]

FROM runtime AS api
COPY --from=build /opt/venv /opt/venv
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["sh", "-c", "exec uvicorn app.main:create_app --factory --host 0.0.0.0 --port 8000 --timeout-graceful-shutdown 20 --workers ${LMSEARCHER_API_PROCESSES:-1}"]
