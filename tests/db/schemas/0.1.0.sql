SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.find_api_key(wanted text) RETURNS TABLE(project_id uuid, secret_sha256 bytea, scopes text[], expired boolean, revoked boolean, unnoted boolean, quotas jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
            SELECT api_key.project_id, secret_sha256, scopes, COALESCE(expires_at <= now(), false),
                revoked_at IS NOT NULL, COALESCE(last_used_at <= now() - interval '1 minute', true), project.quotas
            FROM public.api_key JOIN public.project ON project.id = api_key.project_id
            WHERE public_id = wanted
        $$;
CREATE FUNCTION public.find_browser_session(wanted bytea) RETURNS TABLE(project_id uuid, key_id text, scopes text[], unnoted boolean, quotas jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
            SELECT browser_session.project_id, key_id, scopes,
                browser_session.last_used_at <= now() - interval '1 minute', project.quotas
            FROM public.browser_session
            JOIN public.api_key ON api_key.public_id = browser_session.key_id
            JOIN public.project ON project.id = browser_session.project_id
            WHERE token_sha256 = wanted AND browser_session.expires_at > now()
                AND revoked_at IS NULL AND COALESCE(api_key.expires_at > now(), true)
        $$;
CREATE FUNCTION public.find_lease(wanted bytea) RETURNS TABLE(project_id uuid, trial_id uuid, quotas jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
            SELECT lease.project_id, lease.trial_id, project.quotas
            FROM public.lease JOIN public.project ON project.id = lease.project_id
            WHERE token_hash = wanted
        $$;
CREATE FUNCTION public.note_api_key_use(used text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
            UPDATE public.api_key SET last_used_at = now() WHERE public_id = (
                SELECT public_id FROM public.api_key
                WHERE public_id = used AND COALESCE(last_used_at <= now() - interval '1 minute', true)
                FOR NO KEY UPDATE SKIP LOCKED
            )
        $$;
CREATE FUNCTION public.note_browser_session_use(used bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
            UPDATE public.browser_session
            SET last_used_at = now(), expires_at = LEAST(now() + interval '12 hours', created_at + interval '7 days')
            WHERE token_sha256 = (
                SELECT token_sha256 FROM public.browser_session
                WHERE token_sha256 = used AND last_used_at <= now() - interval '1 minute'
                FOR NO KEY UPDATE SKIP LOCKED
            );
            SELECT public.note_api_key_use(key_id) FROM public.browser_session WHERE token_sha256 = used
        $$;
CREATE FUNCTION public.refuse_change_of_audit_event() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            RAISE EXCEPTION 'audit events are neither changed nor deleted' USING ERRCODE = 'insufficient_privilege';
        END $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.api_key (
    public_id text NOT NULL,
    project_id uuid NOT NULL,
    name text NOT NULL,
    secret_sha256 bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text NOT NULL,
    lifetime_s integer,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    rotated_from text,
    CONSTRAINT ck_api_key_scopes CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['read'::text, 'submit'::text, 'evaluate'::text, 'admin'::text]))),
    CONSTRAINT ck_api_key_secret_sha256 CHECK ((octet_length(secret_sha256) = 32))
);
CREATE TABLE public.audit_event (
    id bigint NOT NULL,
    project_id uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    address text,
    request_id text,
    details jsonb NOT NULL
);
ALTER TABLE public.audit_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.browser_session (
    token_sha256 bytea NOT NULL,
    project_id uuid NOT NULL,
    key_id text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_browser_session_token_sha256 CHECK ((octet_length(token_sha256) = 32))
);
CREATE TABLE public.callback (
    trial_id uuid NOT NULL,
    attempt integer NOT NULL,
    project_id uuid NOT NULL,
    job_id uuid NOT NULL,
    state text NOT NULL,
    tries integer NOT NULL,
    next_try_at timestamp with time zone NOT NULL,
    claimed_until timestamp with time zone,
    last_status integer,
    last_error text,
    last_answer text,
    created_at timestamp with time zone NOT NULL,
    failed_at timestamp with time zone,
    CONSTRAINT ck_callback_claimed CHECK (((state = 'pending'::text) OR (claimed_until IS NULL))),
    CONSTRAINT ck_callback_failure CHECK (((last_error IS NULL) = (failed_at IS NULL))),
    CONSTRAINT ck_callback_state CHECK ((state = ANY (ARRAY['pending'::text, 'accepted'::text, 'answered'::text, 'given_up'::text])))
);
CREATE TABLE public.delivery (
    id text NOT NULL,
    project_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    type text NOT NULL,
    event text NOT NULL,
    body text NOT NULL,
    state text NOT NULL,
    attempts integer NOT NULL,
    step integer NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    claimed_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT ck_delivery_claimed_until CHECK (((claimed_until IS NULL) OR (state = 'pending'::text))),
    CONSTRAINT ck_delivery_finished_at CHECK (((state = 'pending'::text) = (finished_at IS NULL))),
    CONSTRAINT ck_delivery_state CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text, 'abandoned'::text])))
);
CREATE TABLE public.delivery_attempt (
    delivery_id text NOT NULL,
    number integer NOT NULL,
    project_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    status integer,
    error text,
    milliseconds integer NOT NULL,
    answer text NOT NULL,
    CONSTRAINT ck_delivery_attempt_error CHECK (((status IS NULL) = (error IS NOT NULL)))
);
CREATE TABLE public.idempotency_record (
    project_id uuid NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    body json NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.job (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    name text NOT NULL,
    state text NOT NULL,
    end_reason text,
    space jsonb NOT NULL,
    space_digest text NOT NULL,
    space_size text NOT NULL,
    metric text NOT NULL,
    goal text NOT NULL,
    max_trials integer NOT NULL,
    max_parallel integer NOT NULL,
    max_failures integer,
    deadline_s integer,
    deadline_at timestamp with time zone,
    strategy jsonb NOT NULL,
    evaluation jsonb NOT NULL,
    callback_secrets jsonb,
    calls_held_until timestamp with time zone,
    pause_reason text,
    seed bigint NOT NULL,
    tags jsonb NOT NULL,
    revision bigint NOT NULL,
    trials_created integer NOT NULL,
    rounds_planned integer NOT NULL,
    observed integer NOT NULL,
    failures integer NOT NULL,
    best_score double precision,
    best_trial_id uuid,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT ck_job_budget CHECK (((trials_created >= 0) AND (trials_created <= max_trials))),
    CONSTRAINT ck_job_callback CHECK ((((evaluation ->> 'mode'::text) = 'callback'::text) = (callback_secrets IS NOT NULL))),
    CONSTRAINT ck_job_end_reason CHECK (((state = ANY (ARRAY['completed'::text, 'cancelled'::text, 'failed'::text])) = (end_reason IS NOT NULL))),
    CONSTRAINT ck_job_finished_at CHECK (((state = ANY (ARRAY['completed'::text, 'cancelled'::text, 'failed'::text])) = (finished_at IS NOT NULL))),
    CONSTRAINT ck_job_goal CHECK ((goal = ANY (ARRAY['maximize'::text, 'minimize'::text]))),
    CONSTRAINT ck_job_pause_reason CHECK (((pause_reason IS NULL) OR (state = 'paused'::text))),
    CONSTRAINT ck_job_state CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'completed'::text, 'cancelled'::text, 'failed'::text])))
);
CREATE TABLE public.lease (
    token_hash bytea NOT NULL,
    project_id uuid NOT NULL,
    trial_id uuid NOT NULL,
    worker text NOT NULL,
    attempt integer NOT NULL,
    issued_at timestamp with time zone NOT NULL
);
CREATE TABLE public.lease_expiry (
    project_id uuid NOT NULL,
    minute timestamp with time zone NOT NULL,
    leases integer NOT NULL
);
CREATE TABLE public.project (
    id uuid NOT NULL,
    name text NOT NULL,
    quotas jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.ranker_revision (
    name text NOT NULL,
    revision text NOT NULL,
    loaded_at timestamp with time zone NOT NULL
);
CREATE TABLE public.ranker_state (
    name text NOT NULL,
    state text NOT NULL,
    revision text,
    failure text,
    since timestamp with time zone NOT NULL,
    CONSTRAINT ck_ranker_state_failure CHECK (((state = 'failed'::text) = (failure IS NOT NULL))),
    CONSTRAINT ck_ranker_state_revision CHECK (((state = 'ready'::text) = (revision IS NOT NULL))),
    CONSTRAINT ck_ranker_state_state CHECK ((state = ANY (ARRAY['ready'::text, 'failed'::text])))
);
CREATE TABLE public.ranking_call (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    state text NOT NULL,
    ranker text NOT NULL,
    question jsonb NOT NULL,
    answer jsonb,
    planned_at timestamp with time zone NOT NULL,
    claimed_until timestamp with time zone,
    CONSTRAINT ck_ranking_call_answer CHECK (((state = 'ranked'::text) = (answer IS NOT NULL))),
    CONSTRAINT ck_ranking_call_state CHECK ((state = ANY (ARRAY['planned'::text, 'ranked'::text])))
);
CREATE TABLE public.ranking_use (
    project_id uuid NOT NULL,
    minute timestamp with time zone NOT NULL,
    seconds double precision NOT NULL
);
CREATE TABLE public.round (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    job_id uuid NOT NULL,
    number integer NOT NULL,
    state text NOT NULL,
    source text,
    requested_ranker text NOT NULL,
    ranker text,
    ranker_revision text,
    fallback_reason text,
    history_mark integer,
    trials_before integer,
    history_size integer,
    history_digest text,
    pool_codes text[],
    pool_scores double precision[],
    chosen integer[],
    prompt_tokens integer,
    prompt_observations integer,
    milliseconds double precision,
    planned_at timestamp with time zone NOT NULL,
    claimed_until timestamp with time zone,
    ranked_at timestamp with time zone,
    CONSTRAINT ck_round_source CHECK (((state = 'ranked'::text) = (source IS NOT NULL))),
    CONSTRAINT ck_round_state CHECK ((state = ANY (ARRAY['planned'::text, 'ranked'::text, 'abandoned'::text])))
);
CREATE TABLE public.trial (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    job_id uuid NOT NULL,
    number integer NOT NULL,
    ncode text NOT NULL,
    round_number integer NOT NULL,
    source text NOT NULL,
    state text NOT NULL,
    attempt integer NOT NULL,
    worker text,
    lease_expires_at timestamp with time zone,
    score double precision,
    metrics jsonb,
    error text,
    observed integer,
    best_so_far double precision,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT ck_trial_finished_at CHECK (((state = ANY (ARRAY['queued'::text, 'running'::text])) = (finished_at IS NULL))),
    CONSTRAINT ck_trial_lease CHECK (((state = 'running'::text) = (lease_expires_at IS NOT NULL))),
    CONSTRAINT ck_trial_observed CHECK (((state = ANY (ARRAY['completed'::text, 'failed'::text, 'infeasible'::text])) = (observed IS NOT NULL))),
    CONSTRAINT ck_trial_score CHECK (((state = 'completed'::text) = (score IS NOT NULL))),
    CONSTRAINT ck_trial_state CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'completed'::text, 'failed'::text, 'infeasible'::text, 'cancelled'::text])))
);
CREATE TABLE public.webhook_endpoint (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    url text NOT NULL,
    description text,
    events text[] NOT NULL,
    state text NOT NULL,
    disabled_reason text,
    disabled_at timestamp with time zone,
    failing_since timestamp with time zone,
    failures integer NOT NULL,
    held_until timestamp with time zone,
    served_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_webhook_endpoint_disabled_at CHECK (((state = 'disabled'::text) = (disabled_at IS NOT NULL))),
    CONSTRAINT ck_webhook_endpoint_disabled_reason CHECK (((state = 'disabled'::text) = (disabled_reason IS NOT NULL))),
    CONSTRAINT ck_webhook_endpoint_failures CHECK (((failures > 0) = (failing_since IS NOT NULL))),
    CONSTRAINT ck_webhook_endpoint_state CHECK ((state = ANY (ARRAY['enabled'::text, 'disabled'::text, 'deleted'::text])))
);
CREATE TABLE public.webhook_secret (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    sealed text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone
);
CREATE TABLE public.worker (
    name text NOT NULL,
    queues text[] NOT NULL,
    version text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL
);
INSERT INTO public.alembic_version VALUES ('0001');
INSERT INTO public.api_key VALUES ('z1ibqi6VKpD6', '00000000-0000-0000-0000-000000000001', 'test', '\x9f307722b4d8808851af60b70801d14f9cc3b11a2ddc2056018c15e2808c059d', '{admin}', '2026-12-01 00:54:05.852043+00', 'operator', NULL, NULL, NULL, '2026-12-01 00:54:05.878788+00', NULL);
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (1, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:05.852043+00', 'operator', 'key.created', 'key', 'z1ibqi6VKpD6', NULL, NULL, '{"name": "test", "scopes": ["admin"], "expires_at": null}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (2, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:05.88945+00', 'z1ibqi6VKpD6', 'session.started', 'key', 'z1ibqi6VKpD6', '127.0.0.1', 'ef04b2d0d6a64efbb16bdff2ab9daa1d', '{}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (3, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:05.905742+00', 'z1ibqi6VKpD6', 'webhook.created', 'webhook', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', '127.0.0.1', 'a6593989594b4ed583d820cd964498b5', '{"host": "127.0.0.1", "events": ["job.started", "job.completed", "job.failed", "job.cancelled", "trial.completed", "trial.failed", "trial.lease_expired", "best.improved", "webhook.ping", "webhook.disabled"]}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (4, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:05.917922+00', 'z1ibqi6VKpD6', 'job.created', 'job', 'e8a697aa-e38d-4d71-ae31-ec887e3dd26c', '127.0.0.1', '67bf96d4337247b2ba8e48cbc1e472b4', '{"name": "ended"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (5, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:07.65846+00', 'z1ibqi6VKpD6', 'job.created', 'job', '4a183293-abce-4545-a981-363153e8eaa9', '127.0.0.1', '03f573f1e64d4c75bc5de07448c86012', '{"name": "running"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (6, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:08.332601+00', 'z1ibqi6VKpD6', 'job.created', 'job', 'eaebd329-561d-4d20-8b9e-4853476a3d5c', '127.0.0.1', 'e3faeee968324bef828391a91b1b2854', '{"name": "lost"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (7, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:08.368322+00', 'z1ibqi6VKpD6', 'job.created', 'job', '0eec43d5-c958-440c-b57c-cb817b2e874b', '127.0.0.1', '87ae0ea8dd9c40779f66059f1576c271', '{"name": "called"}');
INSERT INTO public.browser_session VALUES ('\x799a40f02290cb22e9b233a6f3d6a48ffc7f74ba416ec416439e6ca3d85943a3', '00000000-0000-0000-0000-000000000001', 'z1ibqi6VKpD6', '2026-12-01 00:54:05.88945+00', '2026-12-01 00:54:05.88945+00', '2026-12-01 12:54:05.88945+00');
INSERT INTO public.callback VALUES ('06881c28-73f5-4630-9c7f-fbf41714d015', 1, '00000000-0000-0000-0000-000000000001', '0eec43d5-c958-440c-b57c-cb817b2e874b', 'pending', 2, '2026-12-01 00:54:12.072192+00', NULL, NULL, 'the connection was refused', NULL, '2026-12-01 00:54:08.429899+00', '2026-12-01 00:54:09.877597+00');
INSERT INTO public.delivery VALUES ('msg_d2138f4c067344d589dd2409098d88ba', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'best.improved', 'best.improved/9c50989b-ff3f-499f-bee5-f61a33344c5d', '{"type":"best.improved","timestamp":"2026-12-01T00:54:06.026686Z","data":{"job":{"id":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:05.917922Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":{"trial":"9c50989b-ff3f-499f-bee5-f61a33344c5d","score":1.0}},"trial":{"id":"9c50989b-ff3f-499f-bee5-f61a33344c5d","job":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T00:54:05.917922Z","started_at":"2026-12-01T00:54:06.022506Z","finished_at":"2026-12-01T00:54:06.026686Z"}}}', 'pending', 1, 1, '2026-12-01 00:54:11.869041+00', NULL, '2026-12-01 00:54:06.026686+00', NULL);
INSERT INTO public.delivery VALUES ('msg_f09eb8878e104e2ab175a434262ce84d', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'trial.completed', 'trial.completed/9c50989b-ff3f-499f-bee5-f61a33344c5d', '{"type":"trial.completed","timestamp":"2026-12-01T00:54:06.026686Z","data":{"job":{"id":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:05.917922Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":{"trial":"9c50989b-ff3f-499f-bee5-f61a33344c5d","score":1.0}},"trial":{"id":"9c50989b-ff3f-499f-bee5-f61a33344c5d","job":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T00:54:05.917922Z","started_at":"2026-12-01T00:54:06.022506Z","finished_at":"2026-12-01T00:54:06.026686Z"}}}', 'pending', 1, 1, '2026-12-01 00:54:11.929337+00', NULL, '2026-12-01 00:54:06.026686+00', NULL);
INSERT INTO public.delivery VALUES ('msg_caac07717b13469d882a7307f53e60d3', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'job.started', 'job.started/e8a697aa-e38d-4d71-ae31-ec887e3dd26c', '{"type":"job.started","timestamp":"2026-12-01T00:54:05.917922Z","data":{"job":{"id":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:05.917922Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":null}}}', 'pending', 1, 1, '2026-12-01 00:54:12.74712+00', NULL, '2026-12-01 00:54:05.917922+00', NULL);
INSERT INTO public.delivery VALUES ('msg_b8a67572fb8d428bbecff9096673aa38', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'trial.failed', 'trial.failed/3d18a381-aa21-4440-8515-46ba6f285f87', '{"type":"trial.failed","timestamp":"2026-12-01T00:54:06.002698Z","data":{"job":{"id":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:05.917922Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":null},"trial":{"id":"3d18a381-aa21-4440-8515-46ba6f285f87","job":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","number":1,"ncode":"230","round":1,"source":"warmup","state":"failed","attempt":1,"worker":"w","score":null,"error":"out of memory","created_at":"2026-12-01T00:54:05.917922Z","started_at":"2026-12-01T00:54:05.984961Z","finished_at":"2026-12-01T00:54:06.002698Z"}}}', 'pending', 1, 1, '2026-12-01 00:54:12.390296+00', NULL, '2026-12-01 00:54:06.002698+00', NULL);
INSERT INTO public.delivery VALUES ('msg_7c933a6743d044a39ca07bd260147433', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'trial.completed', 'trial.completed/9ae234b2-9351-423e-8faa-0888301617cd', '{"type":"trial.completed","timestamp":"2026-12-01T00:54:07.134164Z","data":{"job":{"id":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:05.917922Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":6,"rounds":2},"best":{"trial":"9ae234b2-9351-423e-8faa-0888301617cd","score":9.0}},"trial":{"id":"9ae234b2-9351-423e-8faa-0888301617cd","job":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T00:54:06.903798Z","started_at":"2026-12-01T00:54:07.123960Z","finished_at":"2026-12-01T00:54:07.134164Z"}}}', 'pending', 1, 1, '2026-12-01 00:54:12.679203+00', NULL, '2026-12-01 00:54:07.134164+00', NULL);
INSERT INTO public.delivery VALUES ('msg_be271fba884540d69ebbd4ee126563d9', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'trial.completed', 'trial.completed/36233271-ca14-4f2d-8be8-a1c06344e464', '{"type":"trial.completed","timestamp":"2026-12-01T00:54:07.308783Z","data":{"job":{"id":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:05.917922Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":4,"max_trials":6,"rounds":3},"best":{"trial":"9ae234b2-9351-423e-8faa-0888301617cd","score":9.0}},"trial":{"id":"36233271-ca14-4f2d-8be8-a1c06344e464","job":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","number":4,"ncode":"233","round":3,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T00:54:07.236128Z","started_at":"2026-12-01T00:54:07.299624Z","finished_at":"2026-12-01T00:54:07.308783Z"}}}', 'pending', 0, 0, '2026-12-01 00:54:07.308783+00', NULL, '2026-12-01 00:54:07.308783+00', NULL);
INSERT INTO public.delivery VALUES ('msg_e8d02b76150d4b909d782621c1c79769', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'trial.completed', 'trial.completed/068742e6-8fb5-45ba-9dbd-043495fd9f28', '{"type":"trial.completed","timestamp":"2026-12-01T00:54:07.464436Z","data":{"job":{"id":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:05.917922Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":5,"max_trials":6,"rounds":4},"best":{"trial":"9ae234b2-9351-423e-8faa-0888301617cd","score":9.0}},"trial":{"id":"068742e6-8fb5-45ba-9dbd-043495fd9f28","job":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","number":5,"ncode":"323","round":4,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T00:54:07.412433Z","started_at":"2026-12-01T00:54:07.455431Z","finished_at":"2026-12-01T00:54:07.464436Z"}}}', 'pending', 0, 0, '2026-12-01 00:54:07.464436+00', NULL, '2026-12-01 00:54:07.464436+00', NULL);
INSERT INTO public.delivery VALUES ('msg_aaecbf0cef414247be6ee2411dfdce01', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'trial.completed', 'trial.completed/6fce129c-d3d5-457b-9986-75b770ad63db', '{"type":"trial.completed","timestamp":"2026-12-01T00:54:07.630802Z","data":{"job":{"id":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:05.917922Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":6,"max_trials":6,"rounds":5},"best":{"trial":"9ae234b2-9351-423e-8faa-0888301617cd","score":9.0}},"trial":{"id":"6fce129c-d3d5-457b-9986-75b770ad63db","job":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","number":6,"ncode":"332","round":5,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T00:54:07.568567Z","started_at":"2026-12-01T00:54:07.619012Z","finished_at":"2026-12-01T00:54:07.630802Z"}}}', 'pending', 0, 0, '2026-12-01 00:54:07.630802+00', NULL, '2026-12-01 00:54:07.630802+00', NULL);
INSERT INTO public.delivery VALUES ('msg_9c9628ad28224565ac3522271be307cc', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'job.completed', 'job.completed/e8a697aa-e38d-4d71-ae31-ec887e3dd26c', '{"type":"job.completed","timestamp":"2026-12-01T00:54:07.630802Z","data":{"job":{"id":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","name":"ended","state":"completed","end_reason":"budget_used","created_at":"2026-12-01T00:54:05.917922Z","finished_at":"2026-12-01T00:54:07.630802Z","objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":6,"max_trials":6,"rounds":5},"best":{"trial":"9ae234b2-9351-423e-8faa-0888301617cd","score":9.0}}}}', 'pending', 0, 0, '2026-12-01 00:54:07.630802+00', NULL, '2026-12-01 00:54:07.630802+00', NULL);
INSERT INTO public.delivery VALUES ('msg_5bc87f78b46b42a7a135084bd4e78432', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'job.started', 'job.started/4a183293-abce-4545-a981-363153e8eaa9', '{"type":"job.started","timestamp":"2026-12-01T00:54:07.658460Z","data":{"job":{"id":"4a183293-abce-4545-a981-363153e8eaa9","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:07.658460Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 00:54:07.65846+00', NULL, '2026-12-01 00:54:07.65846+00', NULL);
INSERT INTO public.delivery VALUES ('msg_fec0afcedcae45e1a1df1eb38ead009b', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'trial.failed', 'trial.failed/51c3182c-0e69-4411-bc93-fc430d8529bc', '{"type":"trial.failed","timestamp":"2026-12-01T00:54:07.744628Z","data":{"job":{"id":"4a183293-abce-4545-a981-363153e8eaa9","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:07.658460Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":null},"trial":{"id":"51c3182c-0e69-4411-bc93-fc430d8529bc","job":"4a183293-abce-4545-a981-363153e8eaa9","number":1,"ncode":"230","round":1,"source":"warmup","state":"failed","attempt":1,"worker":"w","score":null,"error":"out of memory","created_at":"2026-12-01T00:54:07.658460Z","started_at":"2026-12-01T00:54:07.688501Z","finished_at":"2026-12-01T00:54:07.744628Z"}}}', 'pending', 0, 0, '2026-12-01 00:54:07.744628+00', NULL, '2026-12-01 00:54:07.744628+00', NULL);
INSERT INTO public.delivery VALUES ('msg_44d08485c86442bbaa6fb3f50dc844c5', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'trial.completed', 'trial.completed/37ba9a6d-51d9-44fb-925f-25d56b664af7', '{"type":"trial.completed","timestamp":"2026-12-01T00:54:07.783469Z","data":{"job":{"id":"4a183293-abce-4545-a981-363153e8eaa9","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:07.658460Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":{"trial":"37ba9a6d-51d9-44fb-925f-25d56b664af7","score":1.0}},"trial":{"id":"37ba9a6d-51d9-44fb-925f-25d56b664af7","job":"4a183293-abce-4545-a981-363153e8eaa9","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T00:54:07.658460Z","started_at":"2026-12-01T00:54:07.769953Z","finished_at":"2026-12-01T00:54:07.783469Z"}}}', 'pending', 0, 0, '2026-12-01 00:54:07.783469+00', NULL, '2026-12-01 00:54:07.783469+00', NULL);
INSERT INTO public.delivery VALUES ('msg_48ec04a7bf6b4314b9db828323416014', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'best.improved', 'best.improved/37ba9a6d-51d9-44fb-925f-25d56b664af7', '{"type":"best.improved","timestamp":"2026-12-01T00:54:07.783469Z","data":{"job":{"id":"4a183293-abce-4545-a981-363153e8eaa9","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:07.658460Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":{"trial":"37ba9a6d-51d9-44fb-925f-25d56b664af7","score":1.0}},"trial":{"id":"37ba9a6d-51d9-44fb-925f-25d56b664af7","job":"4a183293-abce-4545-a981-363153e8eaa9","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T00:54:07.658460Z","started_at":"2026-12-01T00:54:07.769953Z","finished_at":"2026-12-01T00:54:07.783469Z"}}}', 'pending', 0, 0, '2026-12-01 00:54:07.783469+00', NULL, '2026-12-01 00:54:07.783469+00', NULL);
INSERT INTO public.delivery VALUES ('msg_29b334d7cddb424d9cb0c1cb1fed7379', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'trial.completed', 'trial.completed/d5ac7761-ee34-4f37-96eb-516329e6b81f', '{"type":"trial.completed","timestamp":"2026-12-01T00:54:07.987128Z","data":{"job":{"id":"4a183293-abce-4545-a981-363153e8eaa9","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:07.658460Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":20,"rounds":2},"best":{"trial":"d5ac7761-ee34-4f37-96eb-516329e6b81f","score":9.0}},"trial":{"id":"d5ac7761-ee34-4f37-96eb-516329e6b81f","job":"4a183293-abce-4545-a981-363153e8eaa9","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T00:54:07.907772Z","started_at":"2026-12-01T00:54:07.972463Z","finished_at":"2026-12-01T00:54:07.987128Z"}}}', 'pending', 0, 0, '2026-12-01 00:54:07.987128+00', NULL, '2026-12-01 00:54:07.987128+00', NULL);
INSERT INTO public.delivery VALUES ('msg_f4020578b6a2453f8432170538138190', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'best.improved', 'best.improved/d5ac7761-ee34-4f37-96eb-516329e6b81f', '{"type":"best.improved","timestamp":"2026-12-01T00:54:07.987128Z","data":{"job":{"id":"4a183293-abce-4545-a981-363153e8eaa9","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:07.658460Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":20,"rounds":2},"best":{"trial":"d5ac7761-ee34-4f37-96eb-516329e6b81f","score":9.0}},"trial":{"id":"d5ac7761-ee34-4f37-96eb-516329e6b81f","job":"4a183293-abce-4545-a981-363153e8eaa9","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T00:54:07.907772Z","started_at":"2026-12-01T00:54:07.972463Z","finished_at":"2026-12-01T00:54:07.987128Z"}}}', 'pending', 0, 0, '2026-12-01 00:54:07.987128+00', NULL, '2026-12-01 00:54:07.987128+00', NULL);
INSERT INTO public.delivery VALUES ('msg_d0c62042d1da43d39a4965f2619c760b', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'trial.completed', 'trial.completed/9f9f8518-d27a-41d0-a5da-b91424d6aa86', '{"type":"trial.completed","timestamp":"2026-12-01T00:54:08.147675Z","data":{"job":{"id":"4a183293-abce-4545-a981-363153e8eaa9","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:07.658460Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":4,"max_trials":20,"rounds":3},"best":{"trial":"d5ac7761-ee34-4f37-96eb-516329e6b81f","score":9.0}},"trial":{"id":"9f9f8518-d27a-41d0-a5da-b91424d6aa86","job":"4a183293-abce-4545-a981-363153e8eaa9","number":4,"ncode":"233","round":3,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T00:54:08.099775Z","started_at":"2026-12-01T00:54:08.143781Z","finished_at":"2026-12-01T00:54:08.147675Z"}}}', 'pending', 0, 0, '2026-12-01 00:54:08.147675+00', NULL, '2026-12-01 00:54:08.147675+00', NULL);
INSERT INTO public.delivery VALUES ('msg_106d45ed362a402a8039c640054db5eb', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'trial.completed', 'trial.completed/0b1e6939-6933-4dc7-b4aa-bff591cab950', '{"type":"trial.completed","timestamp":"2026-12-01T00:54:08.315648Z","data":{"job":{"id":"4a183293-abce-4545-a981-363153e8eaa9","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:07.658460Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":5,"max_trials":20,"rounds":4},"best":{"trial":"d5ac7761-ee34-4f37-96eb-516329e6b81f","score":9.0}},"trial":{"id":"0b1e6939-6933-4dc7-b4aa-bff591cab950","job":"4a183293-abce-4545-a981-363153e8eaa9","number":5,"ncode":"323","round":4,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T00:54:08.255394Z","started_at":"2026-12-01T00:54:08.307093Z","finished_at":"2026-12-01T00:54:08.315648Z"}}}', 'pending', 0, 0, '2026-12-01 00:54:08.315648+00', NULL, '2026-12-01 00:54:08.315648+00', NULL);
INSERT INTO public.delivery VALUES ('msg_6cff0f584d444f529d5b43081f523076', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'job.started', 'job.started/eaebd329-561d-4d20-8b9e-4853476a3d5c', '{"type":"job.started","timestamp":"2026-12-01T00:54:08.332601Z","data":{"job":{"id":"eaebd329-561d-4d20-8b9e-4853476a3d5c","name":"lost","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:08.332601Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":1,"max_trials":1,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 00:54:08.332601+00', NULL, '2026-12-01 00:54:08.332601+00', NULL);
INSERT INTO public.delivery VALUES ('msg_149c5fd430d74858bc6bceb244bd6131', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'job.started', 'job.started/0eec43d5-c958-440c-b57c-cb817b2e874b', '{"type":"job.started","timestamp":"2026-12-01T00:54:08.368322Z","data":{"job":{"id":"0eec43d5-c958-440c-b57c-cb817b2e874b","name":"called","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:08.368322Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":2,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 00:54:08.368322+00', NULL, '2026-12-01 00:54:08.368322+00', NULL);
INSERT INTO public.delivery VALUES ('msg_b173d9a3b66545f89f633fc02185b2bf', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'best.improved', 'best.improved/9ae234b2-9351-423e-8faa-0888301617cd', '{"type":"best.improved","timestamp":"2026-12-01T00:54:07.134164Z","data":{"job":{"id":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:05.917922Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":6,"rounds":2},"best":{"trial":"9ae234b2-9351-423e-8faa-0888301617cd","score":9.0}},"trial":{"id":"9ae234b2-9351-423e-8faa-0888301617cd","job":"e8a697aa-e38d-4d71-ae31-ec887e3dd26c","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T00:54:06.903798Z","started_at":"2026-12-01T00:54:07.123960Z","finished_at":"2026-12-01T00:54:07.134164Z"}}}', 'pending', 1, 1, '2026-12-01 00:54:13.43671+00', NULL, '2026-12-01 00:54:07.134164+00', NULL);
INSERT INTO public.delivery VALUES ('msg_f71068da516242f9bcd98e870691b9df', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'trial.lease_expired', 'trial.lease_expired/746ed076-7ff9-41f8-9457-532d9aabc619/1', '{"type":"trial.lease_expired","timestamp":"2026-12-01T00:54:09.764197Z","data":{"job":{"id":"eaebd329-561d-4d20-8b9e-4853476a3d5c","name":"lost","state":"running","end_reason":null,"created_at":"2026-12-01T00:54:08.332601Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":1,"max_trials":1,"rounds":1},"best":null},"trial":{"id":"746ed076-7ff9-41f8-9457-532d9aabc619","job":"eaebd329-561d-4d20-8b9e-4853476a3d5c","number":1,"ncode":"230","round":1,"source":"warmup","state":"queued","attempt":2,"worker":"w","score":null,"error":null,"created_at":"2026-12-01T00:54:08.332601Z","started_at":"2026-12-01T00:54:08.357283Z","finished_at":null},"lease":{"attempt":1,"worker":"w"}}}', 'pending', 0, 0, '2026-12-01 00:54:09.764197+00', NULL, '2026-12-01 00:54:09.764197+00', NULL);
INSERT INTO public.delivery_attempt VALUES ('msg_d2138f4c067344d589dd2409098d88ba', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:06.666481+00', NULL, 'the connection was refused', 3, '');
INSERT INTO public.delivery_attempt VALUES ('msg_f09eb8878e104e2ab175a434262ce84d', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:06.715104+00', NULL, 'the connection was refused', 1, '');
INSERT INTO public.delivery_attempt VALUES ('msg_caac07717b13469d882a7307f53e60d3', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:06.714831+00', NULL, 'the connection was refused', 1, '');
INSERT INTO public.delivery_attempt VALUES ('msg_b8a67572fb8d428bbecff9096673aa38', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:06.715144+00', NULL, 'the connection was refused', 10, '');
INSERT INTO public.delivery_attempt VALUES ('msg_7c933a6743d044a39ca07bd260147433', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:07.150293+00', NULL, 'the connection was refused', 1, '');
INSERT INTO public.delivery_attempt VALUES ('msg_b173d9a3b66545f89f633fc02185b2bf', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:08.373307+00', NULL, 'the connection was refused', 1, '');
INSERT INTO public.idempotency_record VALUES ('00000000-0000-0000-0000-000000000001', 'POST /v1/jobs', 'one', '\xab40bbbd4f076efb0a1b176775d8e487f227bdd8a862084014b81cbd5b34ef31', '{"id": "e8a697aa-e38d-4d71-ae31-ec887e3dd26c", "name": "ended", "state": "running", "end_reason": null, "pause_reason": null, "created_at": "2026-12-01T00:54:05.917922Z", "finished_at": null, "deadline_at": null, "revision": 2, "space": {"dimensions": [{"name": "depth", "type": "int", "low": 1, "high": 4}, {"name": "width", "type": "int", "low": 1, "high": 4}, {"name": "kernel", "type": "int", "low": 1, "high": 4}]}, "space_size": "64", "ncode": {"length": 3, "widths": [1, 1, 1]}, "objective": {"metric": "acc", "goal": "maximize"}, "budget": {"max_trials": 6, "max_parallel": 1, "max_failures": null, "deadline_s": null}, "strategy": {"ranker": "surrogate", "pool": {"kind": "extended", "size": 256}, "warmup": 2, "history": 200, "penalize": ["infeasible"]}, "evaluation": {"mode": "pull", "lease_s": 300, "max_attempts": 3}, "seed": 7, "tags": {}, "progress": {"queued": 2, "running": 0, "completed": 0, "failed": 0, "infeasible": 0, "cancelled": 0, "trials": 2, "max_trials": 6, "rounds": 1}, "best": null}', '2026-12-01 00:54:05.917922+00');
INSERT INTO public.job VALUES ('e8a697aa-e38d-4d71-ae31-ec887e3dd26c', '00000000-0000-0000-0000-000000000001', 'ended', 'completed', 'budget_used', '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 6, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 300, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 19, 6, 5, 6, 1, 9, '9ae234b2-9351-423e-8faa-0888301617cd', '2026-12-01 00:54:05.917922+00', '2026-12-01 00:54:07.630802+00');
INSERT INTO public.job VALUES ('4a183293-abce-4545-a981-363153e8eaa9', '00000000-0000-0000-0000-000000000001', 'running', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 20, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 300, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 16, 6, 5, 5, 1, 9, 'd5ac7761-ee34-4f37-96eb-516329e6b81f', '2026-12-01 00:54:07.65846+00', NULL);
INSERT INTO public.job VALUES ('eaebd329-561d-4d20-8b9e-4853476a3d5c', '00000000-0000-0000-0000-000000000001', 'lost', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 1, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 1, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 4, 1, 1, 0, 0, NULL, NULL, '2026-12-01 00:54:08.332601+00', NULL);
INSERT INTO public.job VALUES ('0eec43d5-c958-440c-b57c-cb817b2e874b', '00000000-0000-0000-0000-000000000001', 'called', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 2, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"url": "http://127.0.0.1:53157/", "mode": "callback", "lease_s": 300, "timeout_s": 30, "max_attempts": 3, "max_concurrency": 1}', '[{"sealed": "test.Qth39fkaYLTQXrWtZ3Tltd6QA0UpAxp4oivQAXqlHV5mnziWPAgIoy1FIOKmwTvxNRrGg8brcTUKJFN3qvqu-AtJRLzjsw3mFzymmMdB", "expires_at": null}]', NULL, NULL, 7, '{}', 5, 2, 1, 0, 0, NULL, NULL, '2026-12-01 00:54:08.368322+00', NULL);
INSERT INTO public.lease VALUES ('\x40d25d1727f74a5fead1d57a971b945bbd65c107192dcbff9fb75c34d721ed45', '00000000-0000-0000-0000-000000000001', '3d18a381-aa21-4440-8515-46ba6f285f87', 'w', 1, '2026-12-01 00:54:05.984961+00');
INSERT INTO public.lease VALUES ('\x92e35e245c82a7c64f36737256295686c5b8d44fa39820b5ffd8b78ea4a4b391', '00000000-0000-0000-0000-000000000001', '9c50989b-ff3f-499f-bee5-f61a33344c5d', 'w', 1, '2026-12-01 00:54:06.022506+00');
INSERT INTO public.lease VALUES ('\x7138615af26732ac56814a86ec03a43f9fbba0217567a368c76c63ee646cdc81', '00000000-0000-0000-0000-000000000001', '9ae234b2-9351-423e-8faa-0888301617cd', 'w', 1, '2026-12-01 00:54:07.12396+00');
INSERT INTO public.lease VALUES ('\xaf8658101682359ebf0330e30a49a73a76801633905cfe6ba98cb4167ad1fb5e', '00000000-0000-0000-0000-000000000001', '36233271-ca14-4f2d-8be8-a1c06344e464', 'w', 1, '2026-12-01 00:54:07.299624+00');
INSERT INTO public.lease VALUES ('\x7bd6d2244ee81e4b653c529748b00ce6a036e3ac5d57106afa3697ad36604fff', '00000000-0000-0000-0000-000000000001', '068742e6-8fb5-45ba-9dbd-043495fd9f28', 'w', 1, '2026-12-01 00:54:07.455431+00');
INSERT INTO public.lease VALUES ('\x0fe8da96c13e59341b4149cfcf727baeadc9afeddeddc9216dd429ddb0248fbb', '00000000-0000-0000-0000-000000000001', '6fce129c-d3d5-457b-9986-75b770ad63db', 'w', 1, '2026-12-01 00:54:07.619012+00');
INSERT INTO public.lease VALUES ('\x41612b06080d388a553af2523fefecf865ac4b2d58eddf1f53f71fda56e1505e', '00000000-0000-0000-0000-000000000001', '51c3182c-0e69-4411-bc93-fc430d8529bc', 'w', 1, '2026-12-01 00:54:07.688501+00');
INSERT INTO public.lease VALUES ('\xebb0b48d8fa86b00022c5fb59c5d95dc192b44c83a8759ff7d53445fcc416d1a', '00000000-0000-0000-0000-000000000001', '37ba9a6d-51d9-44fb-925f-25d56b664af7', 'w', 1, '2026-12-01 00:54:07.769953+00');
INSERT INTO public.lease VALUES ('\xace751a8ee8356f993ae2316e7e1e73431c06189a28bd7aa4fa6be1afeca116a', '00000000-0000-0000-0000-000000000001', 'd5ac7761-ee34-4f37-96eb-516329e6b81f', 'w', 1, '2026-12-01 00:54:07.972463+00');
INSERT INTO public.lease VALUES ('\x373c493eea0172820237547c9f5c71d43c63c9a7ae48a6241fc8f32249204b62', '00000000-0000-0000-0000-000000000001', '9f9f8518-d27a-41d0-a5da-b91424d6aa86', 'w', 1, '2026-12-01 00:54:08.143781+00');
INSERT INTO public.lease VALUES ('\x15268558fd2d7fda7dbb1bf4d4b18c82ef0180e25c812525855192966733396a', '00000000-0000-0000-0000-000000000001', '0b1e6939-6933-4dc7-b4aa-bff591cab950', 'w', 1, '2026-12-01 00:54:08.307093+00');
INSERT INTO public.lease VALUES ('\xe0d477501cae8e4ee7ae2f49338a91d871c0d04b8da2ee4ad38c11a2ee066098', '00000000-0000-0000-0000-000000000001', '746ed076-7ff9-41f8-9457-532d9aabc619', 'w', 1, '2026-12-01 00:54:08.357283+00');
INSERT INTO public.lease VALUES ('\xcadf46f02e89bec209b03d5cce5787315534b2aedf4176659dcfc19cc3de570c', '00000000-0000-0000-0000-000000000001', '06881c28-73f5-4630-9c7f-fbf41714d015', 'callback', 1, '2026-12-01 00:54:08.429899+00');
INSERT INTO public.lease VALUES ('\x483995d22e7791740bde1e0ffdd5d2eac3193dc181500550f0cef1cba353ffc6', '00000000-0000-0000-0000-000000000001', '06881c28-73f5-4630-9c7f-fbf41714d015', 'callback', 1, '2026-12-01 00:54:09.856157+00');
INSERT INTO public.lease_expiry VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:00+00', 1);
INSERT INTO public.project VALUES ('00000000-0000-0000-0000-000000000001', 'default', '{}', '2026-12-01 00:54:01.519615+00');
INSERT INTO public.ranker_revision VALUES ('surrogate', '3', '2026-12-01 00:54:06.896691+00');
INSERT INTO public.ranker_state VALUES ('surrogate', 'ready', '3', NULL, '2026-12-01 00:54:06.896691+00');
INSERT INTO public.ranking_call VALUES ('01bacc05-e02a-4e71-8b0a-b751d56b555b', '00000000-0000-0000-0000-000000000001', 'ranked', 'surrogate', '{"seed": 0, "space": {"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}, "points": [], "scores": [], "candidates": [[0, 0, 0], [1, 1, 1]]}', '{"ranker": "surrogate", "ranking": [{"ncode": "000", "score": 0.0}, {"ncode": "111", "score": 0.0}], "revision": "3", "milliseconds": 0.018, "prompt_tokens": null, "fallback_reason": null}', '2026-12-01 00:54:08.410706+00', '2026-12-01 00:54:38.471922+00');
INSERT INTO public.ranking_use VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 00:54:00+00', 0.006376619000093342);
INSERT INTO public.round VALUES ('2e404c2f-c32e-4038-a219-d074d373709c', '00000000-0000-0000-0000-000000000001', 'e8a697aa-e38d-4d71-ae31-ec887e3dd26c', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 00:54:05.917922+00', NULL, '2026-12-01 00:54:05.917922+00');
INSERT INTO public.round VALUES ('5a29eb13-0406-40e7-ac99-a6f057deb32d', '00000000-0000-0000-0000-000000000001', 'e8a697aa-e38d-4d71-ae31-ec887e3dd26c', 2, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 2, 2, 1, 'f813fa5ce29ac68ec4897d3ec6b95a4aa716db68a8efbfafd8b1194fe3116cbb', '{333,233,303,332,323,203,232,313,322,133,331,223,302,321,103,033,202,312,330,123,231,213,301,132,222,003,311,201,300,113,212,221,032,102,122,320,023,131,002,013,310,200,112,220,211,121,022,130,031,101,120,012,030,210,100,111,001,021,011,000,110,020}', '{-7.827081893849577,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.927139722962746,-7.927139722962746,-7.927139722962746,-7.927139722962746}', '{0}', NULL, NULL, 0.681, '2026-12-01 00:54:06.026686+00', '2026-12-01 00:54:36.792745+00', '2026-12-01 00:54:06.903798+00');
INSERT INTO public.round VALUES ('14798634-f431-425b-9c0c-c9ec4c259744', '00000000-0000-0000-0000-000000000001', 'e8a697aa-e38d-4d71-ae31-ec887e3dd26c', 3, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 3, 3, 2, '5b2214994c97e41525e722d560e0f225e39697a0defd271ea8f8c0719b5a4afd', '{233,323,332,331,133,313,232,223,322,303,033,330,231,123,213,321,132,312,222,203,302,103,202,301,032,320,023,131,113,122,311,212,221,003,102,300,201,013,031,022,220,121,211,310,130,112,002,200,101,111,012,030,120,210,021,001,100,011,020,110,000}', '{-2.5029689485056523,-2.5029689485056523,-2.5029689485056523,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7992400561410555,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.902720797321046,-2.902720797321046,-2.9954482822576636,-2.9954482822576636,-2.9954482822576636,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.2430166325804843,-3.2430166325804843,-3.2430166325804843,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.5050516526616367,-3.5050516526616367,-4.154787099259599,-4.154787099259599,-4.154787099259599,-4.193511927377555}', '{0}', NULL, NULL, 0.805, '2026-12-01 00:54:07.134164+00', '2026-12-01 00:54:37.149785+00', '2026-12-01 00:54:07.236128+00');
INSERT INTO public.round VALUES ('59e238a6-c8d3-4782-b2eb-1763844f7b72', '00000000-0000-0000-0000-000000000001', 'e8a697aa-e38d-4d71-ae31-ec887e3dd26c', 4, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 4, 4, 3, '53f4c024d53d300fe042b61832776b27e4fd2297a34f9c6f62bd0af470f3a0bb', '{323,332,313,331,322,303,330,321,312,302,203,301,311,320,033,231,132,213,123,222,202,103,300,032,023,221,113,131,212,122,102,003,201,232,133,223,310,013,211,031,022,220,112,130,121,002,200,101,030,012,021,210,111,120,001,100,110,011,020,000}', '{-2.62220171813057,-2.62220171813057,-2.870046260309175,-2.870046260309175,-2.870046260309175,-2.9720469547162267,-3.0560532302234296,-3.0560532302234296,-3.0560532302234296,-3.0914988630643547,-3.196093208655906,-3.200165536956782,-3.226238129868837,-3.226238129868837,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.2619887144771025,-3.2619887144771025,-3.32351478013379,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.3630130174214816,-3.3630130174214816,-3.3630130174214816,-3.366338531749186,-3.366338531749186,-3.366338531749186,-3.432075296018785,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.527253609224137,-3.527253609224137,-3.527253609224137,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.844386370984905,-3.844386370984905,-4.6760094219801385,-4.6760094219801385,-4.6760094219801385,-4.7015159447577455}', '{0}', NULL, NULL, 0.797, '2026-12-01 00:54:07.308783+00', '2026-12-01 00:54:37.322287+00', '2026-12-01 00:54:07.412433+00');
INSERT INTO public.round VALUES ('ad9ebfff-4b4d-4717-bb88-3aa2598e3a3c', '00000000-0000-0000-0000-000000000001', 'e8a697aa-e38d-4d71-ae31-ec887e3dd26c', 5, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 5, 5, 4, '14e9f52638f3b8b6b40b387afe67886af14186b964c1287f2b02e2870ce8822e', '{332,331,330,303,302,301,321,231,033,132,312,203,103,202,032,320,311,131,300,133,232,322,313,102,003,201,023,212,113,221,122,123,213,222,310,130,031,101,200,002,013,220,211,022,121,112,030,100,001,210,120,012,021,111,223,110,020,011,000}', '{-2.85337941133423,-3.131934730649321,-3.3363048983864667,-3.457706620016544,-3.4820927689520613,-3.5548795884253446,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.5978359436509835,-3.622706502599407,-3.622706502599407,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6695860890570393,-3.6843780003655624,-3.6843780003655624,-3.6843780003655633,-3.6843780003655633,-3.712832632512242,-3.712832632512242,-3.712832632512242,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.79426095920843,-3.79426095920843,-3.79426095920843,-3.8307489309960534,-3.8307489309960534,-3.8307489309960534,-3.8886134657865155,-3.8886134657865155,-3.8886134657865155,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-4.203050359186143,-4.250354137546824,-4.250354137546824,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.3354318056074765,-5.2478254931949655,-5.2478254931949655,-5.2478254931949655,-5.253422077483705}', '{0}', NULL, NULL, 0.789, '2026-12-01 00:54:07.464436+00', '2026-12-01 00:54:37.479658+00', '2026-12-01 00:54:07.568567+00');
INSERT INTO public.round VALUES ('c3d28c35-4259-4cd3-9966-5e42e3f520e0', '00000000-0000-0000-0000-000000000001', '4a183293-abce-4545-a981-363153e8eaa9', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 00:54:07.65846+00', NULL, '2026-12-01 00:54:07.65846+00');
INSERT INTO public.round VALUES ('2cdf1277-1e77-4335-bb89-d355151b7d0b', '00000000-0000-0000-0000-000000000001', '4a183293-abce-4545-a981-363153e8eaa9', 2, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 2, 2, 1, 'f813fa5ce29ac68ec4897d3ec6b95a4aa716db68a8efbfafd8b1194fe3116cbb', '{333,233,303,332,323,203,232,313,322,133,331,223,302,321,103,033,202,312,330,123,231,213,301,132,222,003,311,201,300,113,212,221,032,102,122,320,023,131,002,013,310,200,112,220,211,121,022,130,031,101,120,012,030,210,100,111,001,021,011,000,110,020}', '{-7.827081893849577,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.927139722962746,-7.927139722962746,-7.927139722962746,-7.927139722962746}', '{0}', NULL, NULL, 0.769, '2026-12-01 00:54:07.783469+00', '2026-12-01 00:54:37.807457+00', '2026-12-01 00:54:07.907772+00');
INSERT INTO public.round VALUES ('15e8fb77-6939-42d4-8136-0d9f32c40a67', '00000000-0000-0000-0000-000000000001', 'eaebd329-561d-4d20-8b9e-4853476a3d5c', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230}', NULL, '{0}', NULL, NULL, NULL, '2026-12-01 00:54:08.332601+00', NULL, '2026-12-01 00:54:08.332601+00');
INSERT INTO public.round VALUES ('889ade5a-c4c2-4081-9730-8b6621bb7f1a', '00000000-0000-0000-0000-000000000001', '0eec43d5-c958-440c-b57c-cb817b2e874b', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 00:54:08.368322+00', NULL, '2026-12-01 00:54:08.368322+00');
INSERT INTO public.round VALUES ('53ecc7d9-7a75-4040-9425-6e532cbf231b', '00000000-0000-0000-0000-000000000001', '4a183293-abce-4545-a981-363153e8eaa9', 3, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 3, 3, 2, '5b2214994c97e41525e722d560e0f225e39697a0defd271ea8f8c0719b5a4afd', '{233,323,332,331,133,313,232,223,322,303,033,330,231,123,213,321,132,312,222,203,302,103,202,301,032,320,023,131,113,122,311,212,221,003,102,300,201,013,031,022,220,121,211,310,130,112,002,200,101,111,012,030,120,210,021,001,100,011,020,110,000}', '{-2.5029689485056523,-2.5029689485056523,-2.5029689485056523,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7992400561410555,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.902720797321046,-2.902720797321046,-2.9954482822576636,-2.9954482822576636,-2.9954482822576636,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.2430166325804843,-3.2430166325804843,-3.2430166325804843,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.5050516526616367,-3.5050516526616367,-4.154787099259599,-4.154787099259599,-4.154787099259599,-4.193511927377555}', '{0}', NULL, NULL, 0.781, '2026-12-01 00:54:07.987128+00', '2026-12-01 00:54:38.001593+00', '2026-12-01 00:54:08.099775+00');
INSERT INTO public.round VALUES ('9bae047e-abc8-422f-a5fb-0e11c49d1598', '00000000-0000-0000-0000-000000000001', '4a183293-abce-4545-a981-363153e8eaa9', 4, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 4, 4, 3, '53f4c024d53d300fe042b61832776b27e4fd2297a34f9c6f62bd0af470f3a0bb', '{323,332,313,331,322,303,330,321,312,302,203,301,311,320,033,231,132,213,123,222,202,103,300,032,023,221,113,131,212,122,102,003,201,232,133,223,310,013,211,031,022,220,112,130,121,002,200,101,030,012,021,210,111,120,001,100,110,011,020,000}', '{-2.62220171813057,-2.62220171813057,-2.870046260309175,-2.870046260309175,-2.870046260309175,-2.9720469547162267,-3.0560532302234296,-3.0560532302234296,-3.0560532302234296,-3.0914988630643547,-3.196093208655906,-3.200165536956782,-3.226238129868837,-3.226238129868837,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.2619887144771025,-3.2619887144771025,-3.32351478013379,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.3630130174214816,-3.3630130174214816,-3.3630130174214816,-3.366338531749186,-3.366338531749186,-3.366338531749186,-3.432075296018785,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.527253609224137,-3.527253609224137,-3.527253609224137,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.844386370984905,-3.844386370984905,-4.6760094219801385,-4.6760094219801385,-4.6760094219801385,-4.7015159447577455}', '{0}', NULL, NULL, 0.798, '2026-12-01 00:54:08.147675+00', '2026-12-01 00:54:38.160269+00', '2026-12-01 00:54:08.255394+00');
INSERT INTO public.round VALUES ('29befeb2-6610-4fed-b3d5-334d606de10f', '00000000-0000-0000-0000-000000000001', '4a183293-abce-4545-a981-363153e8eaa9', 5, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 5, 5, 4, '14e9f52638f3b8b6b40b387afe67886af14186b964c1287f2b02e2870ce8822e', '{332,331,330,303,302,301,321,231,033,132,312,203,103,202,032,320,311,131,300,133,232,322,313,102,003,201,023,212,113,221,122,123,213,222,310,130,031,101,200,002,013,220,211,022,121,112,030,100,001,210,120,012,021,111,223,110,020,011,000}', '{-2.85337941133423,-3.131934730649321,-3.3363048983864667,-3.457706620016544,-3.4820927689520613,-3.5548795884253446,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.5978359436509835,-3.622706502599407,-3.622706502599407,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6695860890570393,-3.6843780003655624,-3.6843780003655624,-3.6843780003655633,-3.6843780003655633,-3.712832632512242,-3.712832632512242,-3.712832632512242,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.79426095920843,-3.79426095920843,-3.79426095920843,-3.8307489309960534,-3.8307489309960534,-3.8307489309960534,-3.8886134657865155,-3.8886134657865155,-3.8886134657865155,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-4.203050359186143,-4.250354137546824,-4.250354137546824,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.3354318056074765,-5.2478254931949655,-5.2478254931949655,-5.2478254931949655,-5.253422077483705}', '{0}', NULL, NULL, 0.814, '2026-12-01 00:54:08.315648+00', '2026-12-01 00:54:38.333459+00', '2026-12-01 00:54:08.462654+00');
INSERT INTO public.trial VALUES ('3d18a381-aa21-4440-8515-46ba6f285f87', '00000000-0000-0000-0000-000000000001', 'e8a697aa-e38d-4d71-ae31-ec887e3dd26c', 1, '230', 1, 'warmup', 'failed', 1, 'w', NULL, NULL, NULL, 'out of memory', 1, NULL, '2026-12-01 00:54:05.917922+00', '2026-12-01 00:54:05.984961+00', '2026-12-01 00:54:06.002698+00');
INSERT INTO public.trial VALUES ('9c50989b-ff3f-499f-bee5-f61a33344c5d', '00000000-0000-0000-0000-000000000001', 'e8a697aa-e38d-4d71-ae31-ec887e3dd26c', 2, '010', 1, 'warmup', 'completed', 1, 'w', NULL, 1, '{"acc": 1.0}', NULL, 2, 1, '2026-12-01 00:54:05.917922+00', '2026-12-01 00:54:06.022506+00', '2026-12-01 00:54:06.026686+00');
INSERT INTO public.trial VALUES ('9ae234b2-9351-423e-8faa-0888301617cd', '00000000-0000-0000-0000-000000000001', 'e8a697aa-e38d-4d71-ae31-ec887e3dd26c', 3, '333', 2, 'ranked', 'completed', 1, 'w', NULL, 9, '{"acc": 9.0}', NULL, 3, 9, '2026-12-01 00:54:06.903798+00', '2026-12-01 00:54:07.12396+00', '2026-12-01 00:54:07.134164+00');
INSERT INTO public.trial VALUES ('36233271-ca14-4f2d-8be8-a1c06344e464', '00000000-0000-0000-0000-000000000001', 'e8a697aa-e38d-4d71-ae31-ec887e3dd26c', 4, '233', 3, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 4, 9, '2026-12-01 00:54:07.236128+00', '2026-12-01 00:54:07.299624+00', '2026-12-01 00:54:07.308783+00');
INSERT INTO public.trial VALUES ('068742e6-8fb5-45ba-9dbd-043495fd9f28', '00000000-0000-0000-0000-000000000001', 'e8a697aa-e38d-4d71-ae31-ec887e3dd26c', 5, '323', 4, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 5, 9, '2026-12-01 00:54:07.412433+00', '2026-12-01 00:54:07.455431+00', '2026-12-01 00:54:07.464436+00');
INSERT INTO public.trial VALUES ('6fce129c-d3d5-457b-9986-75b770ad63db', '00000000-0000-0000-0000-000000000001', 'e8a697aa-e38d-4d71-ae31-ec887e3dd26c', 6, '332', 5, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 6, 9, '2026-12-01 00:54:07.568567+00', '2026-12-01 00:54:07.619012+00', '2026-12-01 00:54:07.630802+00');
INSERT INTO public.trial VALUES ('51c3182c-0e69-4411-bc93-fc430d8529bc', '00000000-0000-0000-0000-000000000001', '4a183293-abce-4545-a981-363153e8eaa9', 1, '230', 1, 'warmup', 'failed', 1, 'w', NULL, NULL, NULL, 'out of memory', 1, NULL, '2026-12-01 00:54:07.65846+00', '2026-12-01 00:54:07.688501+00', '2026-12-01 00:54:07.744628+00');
INSERT INTO public.trial VALUES ('37ba9a6d-51d9-44fb-925f-25d56b664af7', '00000000-0000-0000-0000-000000000001', '4a183293-abce-4545-a981-363153e8eaa9', 2, '010', 1, 'warmup', 'completed', 1, 'w', NULL, 1, '{"acc": 1.0}', NULL, 2, 1, '2026-12-01 00:54:07.65846+00', '2026-12-01 00:54:07.769953+00', '2026-12-01 00:54:07.783469+00');
INSERT INTO public.trial VALUES ('d5ac7761-ee34-4f37-96eb-516329e6b81f', '00000000-0000-0000-0000-000000000001', '4a183293-abce-4545-a981-363153e8eaa9', 3, '333', 2, 'ranked', 'completed', 1, 'w', NULL, 9, '{"acc": 9.0}', NULL, 3, 9, '2026-12-01 00:54:07.907772+00', '2026-12-01 00:54:07.972463+00', '2026-12-01 00:54:07.987128+00');
INSERT INTO public.trial VALUES ('9f9f8518-d27a-41d0-a5da-b91424d6aa86', '00000000-0000-0000-0000-000000000001', '4a183293-abce-4545-a981-363153e8eaa9', 4, '233', 3, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 4, 9, '2026-12-01 00:54:08.099775+00', '2026-12-01 00:54:08.143781+00', '2026-12-01 00:54:08.147675+00');
INSERT INTO public.trial VALUES ('0b1e6939-6933-4dc7-b4aa-bff591cab950', '00000000-0000-0000-0000-000000000001', '4a183293-abce-4545-a981-363153e8eaa9', 5, '323', 4, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 5, 9, '2026-12-01 00:54:08.255394+00', '2026-12-01 00:54:08.307093+00', '2026-12-01 00:54:08.315648+00');
INSERT INTO public.trial VALUES ('42ce0bd0-323c-4122-8735-4bc967e2f1f7', '00000000-0000-0000-0000-000000000001', '0eec43d5-c958-440c-b57c-cb817b2e874b', 2, '010', 1, 'warmup', 'queued', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 00:54:08.368322+00', NULL, NULL);
INSERT INTO public.trial VALUES ('7651d561-a67f-4dd2-a750-384e14579cdf', '00000000-0000-0000-0000-000000000001', '4a183293-abce-4545-a981-363153e8eaa9', 6, '332', 5, 'ranked', 'queued', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 00:54:08.462654+00', NULL, NULL);
INSERT INTO public.trial VALUES ('06881c28-73f5-4630-9c7f-fbf41714d015', '00000000-0000-0000-0000-000000000001', '0eec43d5-c958-440c-b57c-cb817b2e874b', 1, '230', 1, 'warmup', 'running', 1, 'callback', '2026-12-01 00:59:08.429899+00', NULL, NULL, NULL, NULL, NULL, '2026-12-01 00:54:08.368322+00', '2026-12-01 00:54:08.429899+00', NULL);
INSERT INTO public.trial VALUES ('746ed076-7ff9-41f8-9457-532d9aabc619', '00000000-0000-0000-0000-000000000001', 'eaebd329-561d-4d20-8b9e-4853476a3d5c', 1, '230', 1, 'warmup', 'queued', 2, 'w', NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 00:54:08.332601+00', '2026-12-01 00:54:08.357283+00', NULL);
INSERT INTO public.webhook_endpoint VALUES ('5bd4fb21-8847-4ab2-a273-3b464d813c8f', '00000000-0000-0000-0000-000000000001', 'http://127.0.0.1:53157/', NULL, '{job.started,job.completed,job.failed,job.cancelled,trial.completed,trial.failed,trial.lease_expired,best.improved,webhook.ping,webhook.disabled}', 'enabled', NULL, NULL, '2026-12-01 00:54:06.747734+00', 6, '2026-12-01 00:54:10.580373+00', '2026-12-01 00:54:08.357383+00', '2026-12-01 00:54:05.905742+00');
INSERT INTO public.webhook_secret VALUES ('2e242ab7-67fc-4942-8ee4-b78c0d72510a', '00000000-0000-0000-0000-000000000001', '5bd4fb21-8847-4ab2-a273-3b464d813c8f', 'test.QLyGiXDauyR-itma4h5tQfBqVqV_Ny17OaJSXetcXB1VT3sDErkIIh4tJz2mfKVjHE3_StM0RNj2vhqc0lV8OMRDnWL5e29nFXFBokAF', '2026-12-01 00:54:05.905742+00', NULL);
INSERT INTO public.worker VALUES ('io@host', '{callbacks,io}', '0.1.0', '2026-12-01 00:54:05.31057+00', '2026-12-01 00:54:05.31057+00');
INSERT INTO public.worker VALUES ('ranking@host', '{ranking}', '0.1.0', '2026-12-01 00:54:05.368449+00', '2026-12-01 00:54:05.368449+00');
SELECT pg_catalog.setval('public.audit_event_id_seq', 7, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT pk_api_key PRIMARY KEY (public_id);
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT pk_audit_event PRIMARY KEY (id);
ALTER TABLE ONLY public.browser_session
    ADD CONSTRAINT pk_browser_session PRIMARY KEY (token_sha256);
ALTER TABLE ONLY public.callback
    ADD CONSTRAINT pk_callback PRIMARY KEY (trial_id, attempt);
ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT pk_delivery PRIMARY KEY (id);
ALTER TABLE ONLY public.delivery_attempt
    ADD CONSTRAINT pk_delivery_attempt PRIMARY KEY (delivery_id, number);
ALTER TABLE ONLY public.idempotency_record
    ADD CONSTRAINT pk_idempotency_record PRIMARY KEY (project_id, operation, key);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT pk_job PRIMARY KEY (id);
ALTER TABLE ONLY public.lease
    ADD CONSTRAINT pk_lease PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.lease_expiry
    ADD CONSTRAINT pk_lease_expiry PRIMARY KEY (project_id, minute);
ALTER TABLE ONLY public.project
    ADD CONSTRAINT pk_project PRIMARY KEY (id);
ALTER TABLE ONLY public.ranker_revision
    ADD CONSTRAINT pk_ranker_revision PRIMARY KEY (name, revision);
ALTER TABLE ONLY public.ranker_state
    ADD CONSTRAINT pk_ranker_state PRIMARY KEY (name);
ALTER TABLE ONLY public.ranking_call
    ADD CONSTRAINT pk_ranking_call PRIMARY KEY (id);
ALTER TABLE ONLY public.ranking_use
    ADD CONSTRAINT pk_ranking_use PRIMARY KEY (project_id, minute);
ALTER TABLE ONLY public.round
    ADD CONSTRAINT pk_round PRIMARY KEY (id);
ALTER TABLE ONLY public.trial
    ADD CONSTRAINT pk_trial PRIMARY KEY (id);
ALTER TABLE ONLY public.webhook_endpoint
    ADD CONSTRAINT pk_webhook_endpoint PRIMARY KEY (id);
ALTER TABLE ONLY public.webhook_secret
    ADD CONSTRAINT pk_webhook_secret PRIMARY KEY (id);
ALTER TABLE ONLY public.worker
    ADD CONSTRAINT pk_worker PRIMARY KEY (name);
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT uq_api_key_project_id_public_id UNIQUE (project_id, public_id);
ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT uq_delivery_endpoint_id_event UNIQUE (endpoint_id, event);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT uq_job_project_id_id UNIQUE (project_id, id);
ALTER TABLE ONLY public.project
    ADD CONSTRAINT uq_project_name UNIQUE (name);
ALTER TABLE ONLY public.round
    ADD CONSTRAINT uq_round_job_id_number UNIQUE (job_id, number);
ALTER TABLE ONLY public.trial
    ADD CONSTRAINT uq_trial_job_id_ncode UNIQUE (job_id, ncode);
ALTER TABLE ONLY public.trial
    ADD CONSTRAINT uq_trial_job_id_number UNIQUE (job_id, number);
ALTER TABLE ONLY public.trial
    ADD CONSTRAINT uq_trial_job_id_observed UNIQUE (job_id, observed);
ALTER TABLE ONLY public.webhook_endpoint
    ADD CONSTRAINT uq_webhook_endpoint_project_id_id UNIQUE (project_id, id);
CREATE INDEX ix_api_key_project_id_created_at_public_id ON public.api_key USING btree (project_id, created_at, public_id);
CREATE INDEX ix_audit_event_project_id_id ON public.audit_event USING btree (project_id, id);
CREATE INDEX ix_browser_session_expires_at ON public.browser_session USING btree (expires_at);
CREATE INDEX ix_browser_session_key_id_created_at ON public.browser_session USING btree (key_id, created_at);
CREATE INDEX ix_callback_due ON public.callback USING btree (next_try_at) WHERE (state = 'pending'::text);
CREATE INDEX ix_callback_failed ON public.callback USING btree (job_id, failed_at) WHERE (failed_at IS NOT NULL);
CREATE INDEX ix_callback_open ON public.callback USING btree (job_id) WHERE (state = ANY (ARRAY['pending'::text, 'accepted'::text]));
CREATE INDEX ix_delivery_claimed ON public.delivery USING btree (endpoint_id) WHERE (claimed_until IS NOT NULL);
CREATE INDEX ix_delivery_due ON public.delivery USING btree (endpoint_id, next_attempt_at) WHERE (state = 'pending'::text);
CREATE INDEX ix_delivery_endpoint_id_created_at_id ON public.delivery USING btree (endpoint_id, created_at, id);
CREATE INDEX ix_delivery_failed ON public.delivery USING btree (project_id, finished_at) WHERE (state = 'failed'::text);
CREATE INDEX ix_delivery_finished_at ON public.delivery USING btree (finished_at) WHERE (state <> 'pending'::text);
CREATE INDEX ix_idempotency_record_created_at ON public.idempotency_record USING btree (created_at);
CREATE INDEX ix_job_calling ON public.job USING btree (project_id) WHERE ((state = 'running'::text) AND (callback_secrets IS NOT NULL));
CREATE INDEX ix_job_deadline_at ON public.job USING btree (deadline_at) WHERE (state = ANY (ARRAY['running'::text, 'paused'::text]));
CREATE INDEX ix_job_open ON public.job USING btree (project_id) WHERE (state = ANY (ARRAY['running'::text, 'paused'::text]));
CREATE INDEX ix_job_project_id_created_at_id ON public.job USING btree (project_id, created_at, id);
CREATE INDEX ix_lease_trial_id ON public.lease USING btree (trial_id);
CREATE INDEX ix_ranking_call_planned_at ON public.ranking_call USING btree (planned_at);
CREATE INDEX ix_ranking_call_project_id_claimed_until ON public.ranking_call USING btree (project_id, claimed_until);
CREATE INDEX ix_ranking_call_turns ON public.ranking_call USING btree (project_id, planned_at) WHERE (state = 'planned'::text);
CREATE INDEX ix_round_due ON public.round USING btree (planned_at) WHERE (state = 'planned'::text);
CREATE INDEX ix_round_project_id_claimed_until ON public.round USING btree (project_id, claimed_until);
CREATE INDEX ix_round_ranked ON public.round USING btree (project_id, ranked_at) WHERE (state = 'ranked'::text);
CREATE INDEX ix_round_turns ON public.round USING btree (project_id, planned_at) WHERE (state = 'planned'::text);
CREATE INDEX ix_trial_job_id_score ON public.trial USING btree (job_id, score) WHERE (state = 'completed'::text);
CREATE INDEX ix_trial_job_id_state_number ON public.trial USING btree (job_id, state, number);
CREATE INDEX ix_trial_lease_expires_at ON public.trial USING btree (lease_expires_at) WHERE (state = 'running'::text);
CREATE INDEX ix_webhook_secret_endpoint_id_created_at ON public.webhook_secret USING btree (endpoint_id, created_at);
CREATE UNIQUE INDEX uq_api_key_rotated_from ON public.api_key USING btree (rotated_from) WHERE (revoked_at IS NULL);
CREATE UNIQUE INDEX uq_round_one_planned ON public.round USING btree (job_id) WHERE (state = 'planned'::text);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change_of_audit_event();
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT fk_api_key_project_id FOREIGN KEY (project_id) REFERENCES public.project(id);
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT fk_api_key_project_id_rotated_from FOREIGN KEY (project_id, rotated_from) REFERENCES public.api_key(project_id, public_id);
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT fk_audit_event_project_id FOREIGN KEY (project_id) REFERENCES public.project(id);
ALTER TABLE ONLY public.browser_session
    ADD CONSTRAINT fk_browser_session_project_id_key_id FOREIGN KEY (project_id, key_id) REFERENCES public.api_key(project_id, public_id);
ALTER TABLE ONLY public.callback
    ADD CONSTRAINT fk_callback_project_id_job_id FOREIGN KEY (project_id, job_id) REFERENCES public.job(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.callback
    ADD CONSTRAINT fk_callback_trial_id FOREIGN KEY (trial_id) REFERENCES public.trial(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.delivery_attempt
    ADD CONSTRAINT fk_delivery_attempt_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.delivery(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT fk_delivery_project_id_endpoint_id FOREIGN KEY (project_id, endpoint_id) REFERENCES public.webhook_endpoint(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.idempotency_record
    ADD CONSTRAINT fk_idempotency_record_project_id FOREIGN KEY (project_id) REFERENCES public.project(id);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT fk_job_project_id FOREIGN KEY (project_id) REFERENCES public.project(id);
ALTER TABLE ONLY public.lease_expiry
    ADD CONSTRAINT fk_lease_expiry_project_id FOREIGN KEY (project_id) REFERENCES public.project(id);
ALTER TABLE ONLY public.lease
    ADD CONSTRAINT fk_lease_trial_id FOREIGN KEY (trial_id) REFERENCES public.trial(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.ranking_call
    ADD CONSTRAINT fk_ranking_call_project_id FOREIGN KEY (project_id) REFERENCES public.project(id);
ALTER TABLE ONLY public.ranking_use
    ADD CONSTRAINT fk_ranking_use_project_id FOREIGN KEY (project_id) REFERENCES public.project(id);
ALTER TABLE ONLY public.round
    ADD CONSTRAINT fk_round_project_id_job_id FOREIGN KEY (project_id, job_id) REFERENCES public.job(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.trial
    ADD CONSTRAINT fk_trial_project_id_job_id FOREIGN KEY (project_id, job_id) REFERENCES public.job(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.webhook_endpoint
    ADD CONSTRAINT fk_webhook_endpoint_project_id FOREIGN KEY (project_id) REFERENCES public.project(id);
ALTER TABLE ONLY public.webhook_secret
    ADD CONSTRAINT fk_webhook_secret_project_id_endpoint_id FOREIGN KEY (project_id, endpoint_id) REFERENCES public.webhook_endpoint(project_id, id) ON DELETE CASCADE;
ALTER TABLE public.api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.browser_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.callback ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.delivery_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.idempotency_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.job ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.lease ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.lease_expiry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.project ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ranking_call ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ranking_use ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.round ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON public.api_key TO lmsearcher_system USING (true);
CREATE POLICY system ON public.audit_event TO lmsearcher_system USING (true);
CREATE POLICY system ON public.browser_session TO lmsearcher_system USING (true);
CREATE POLICY system ON public.callback TO lmsearcher_system USING (true);
CREATE POLICY system ON public.delivery TO lmsearcher_system USING (true);
CREATE POLICY system ON public.delivery_attempt TO lmsearcher_system USING (true);
CREATE POLICY system ON public.idempotency_record TO lmsearcher_system USING (true);
CREATE POLICY system ON public.job TO lmsearcher_system USING (true);
CREATE POLICY system ON public.lease TO lmsearcher_system USING (true);
CREATE POLICY system ON public.lease_expiry TO lmsearcher_system USING (true);
CREATE POLICY system ON public.project TO lmsearcher_system USING (true);
CREATE POLICY system ON public.ranking_call TO lmsearcher_system USING (true);
CREATE POLICY system ON public.ranking_use TO lmsearcher_system USING (true);
CREATE POLICY system ON public.round TO lmsearcher_system USING (true);
CREATE POLICY system ON public.trial TO lmsearcher_system USING (true);
CREATE POLICY system ON public.webhook_endpoint TO lmsearcher_system USING (true);
CREATE POLICY system ON public.webhook_secret TO lmsearcher_system USING (true);
CREATE POLICY tenant ON public.api_key TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.audit_event TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.browser_session TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.callback TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.delivery TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.delivery_attempt TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.idempotency_record TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.job TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.lease TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.lease_expiry TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.project TO lmsearcher_tenant USING ((id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.ranking_call TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.ranking_use TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.round TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.trial TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.webhook_endpoint TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.webhook_secret TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
ALTER TABLE public.trial ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.webhook_endpoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.webhook_secret ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON FUNCTION public.find_api_key(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_api_key(wanted text) TO lmsearcher_tenant;
REVOKE ALL ON FUNCTION public.find_browser_session(wanted bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_browser_session(wanted bytea) TO lmsearcher_tenant;
REVOKE ALL ON FUNCTION public.find_lease(wanted bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_lease(wanted bytea) TO lmsearcher_tenant;
REVOKE ALL ON FUNCTION public.note_api_key_use(used text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.note_api_key_use(used text) TO lmsearcher_tenant;
REVOKE ALL ON FUNCTION public.note_browser_session_use(used bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.note_browser_session_use(used bytea) TO lmsearcher_tenant;
GRANT SELECT ON TABLE public.alembic_version TO lmsearcher_tenant;
GRANT SELECT ON TABLE public.alembic_version TO lmsearcher_system;
GRANT SELECT,INSERT ON TABLE public.api_key TO lmsearcher_tenant;
GRANT SELECT ON TABLE public.api_key TO lmsearcher_system;
GRANT UPDATE(expires_at) ON TABLE public.api_key TO lmsearcher_tenant;
GRANT UPDATE(revoked_at) ON TABLE public.api_key TO lmsearcher_tenant;
GRANT SELECT,INSERT ON TABLE public.audit_event TO lmsearcher_tenant;
GRANT SELECT,INSERT ON TABLE public.audit_event TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE ON TABLE public.browser_session TO lmsearcher_tenant;
GRANT SELECT,DELETE ON TABLE public.browser_session TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.callback TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.callback TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.delivery TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.delivery TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.delivery_attempt TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.delivery_attempt TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.idempotency_record TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.idempotency_record TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.job TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.job TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.lease TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.lease TO lmsearcher_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.lease_expiry TO lmsearcher_tenant;
GRANT SELECT,DELETE ON TABLE public.lease_expiry TO lmsearcher_system;
GRANT SELECT ON TABLE public.project TO lmsearcher_tenant;
GRANT SELECT,INSERT,UPDATE ON TABLE public.project TO lmsearcher_system;
GRANT SELECT ON TABLE public.ranker_revision TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ranker_revision TO lmsearcher_system;
GRANT SELECT ON TABLE public.ranker_state TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ranker_state TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ranking_call TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ranking_call TO lmsearcher_system;
GRANT SELECT,INSERT,UPDATE ON TABLE public.ranking_use TO lmsearcher_tenant;
GRANT SELECT,DELETE ON TABLE public.ranking_use TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.round TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.round TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trial TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trial TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_endpoint TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_endpoint TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_secret TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_secret TO lmsearcher_system;
GRANT SELECT ON TABLE public.worker TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.worker TO lmsearcher_system;
