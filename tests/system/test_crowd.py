"""More clients than the API has threads, all on one job: everyone is answered."""

from concurrent.futures import ThreadPoolExecutor

import httpx2

from tests.builders import job_body

CLIENTS, TURNS = 64, 4


def test_64_clients_on_one_job(live_api: str) -> None:
    """A request that waited for a second thread while it held the job's lock would stop all the others for 10 s."""
    trials = CLIENTS * TURNS
    budget, strategy = {"max_trials": trials, "max_parallel": CLIENTS}, {"ranker": "surrogate", "warmup": trials}
    limits = httpx2.Limits(max_connections=CLIENTS)
    with httpx2.Client(base_url=live_api, timeout=60, limits=limits) as http, ThreadPoolExecutor(CLIENTS) as pool:
        job = http.post("/v1/jobs", json=job_body(budget=budget, strategy=strategy)).json()["id"]

        def work(i: int) -> list[int]:
            statuses = []
            for _ in range(TURNS):
                lease = http.post(f"/v1/jobs/{job}/trials/lease", json={"worker": f"w{i}"})
                [trial] = lease.json()["trials"]
                token = trial["lease"]["token"]
                body = {"lease_token": token, "state": "completed", "metrics": {"acc": 1.0}}
                statuses += [lease.status_code, http.post(f"/v1/trials/{trial['id']}/result", json=body).status_code]
            return statuses

        assert [status for found in pool.map(work, range(CLIENTS)) for status in found] == [200] * (2 * trials)
        ended = http.get(f"/v1/jobs/{job}").json()
    assert (ended["state"], ended["progress"]["completed"]) == ("completed", trials)
