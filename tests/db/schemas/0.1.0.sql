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
    last_response text,
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
    response text NOT NULL,
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
    callbacks_paused_until timestamp with time zone,
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
    CONSTRAINT ck_job_end_reason CHECK ((end_reason = ANY (ARRAY['budget_used'::text, 'space_exhausted'::text, 'max_failures'::text, 'deadline'::text, 'round_failed'::text, 'cancelled'::text]))),
    CONSTRAINT ck_job_end_reason_set CHECK (((state = ANY (ARRAY['completed'::text, 'cancelled'::text, 'failed'::text])) = (end_reason IS NOT NULL))),
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
    observation_window integer,
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
    CONSTRAINT ck_round_source CHECK ((source = ANY (ARRAY['warmup'::text, 'ranked'::text, 'fallback'::text]))),
    CONSTRAINT ck_round_source_set CHECK (((state = 'ranked'::text) = (source IS NOT NULL))),
    CONSTRAINT ck_round_state CHECK ((state = ANY (ARRAY['planned'::text, 'ranked'::text, 'abandoned'::text])))
);
CREATE TABLE public.stateless_ranking (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    state text NOT NULL,
    ranker text NOT NULL,
    task jsonb NOT NULL,
    response jsonb,
    planned_at timestamp with time zone NOT NULL,
    claimed_until timestamp with time zone,
    CONSTRAINT ck_stateless_ranking_response CHECK (((state = 'ranked'::text) = (response IS NOT NULL))),
    CONSTRAINT ck_stateless_ranking_state CHECK ((state = ANY (ARRAY['planned'::text, 'ranked'::text])))
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
    CONSTRAINT ck_trial_source CHECK ((source = ANY (ARRAY['warmup'::text, 'ranked'::text, 'fallback'::text]))),
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
    encrypted text NOT NULL,
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
INSERT INTO public.api_key VALUES ('WKLAz9jCWh2l', '00000000-0000-0000-0000-000000000001', 'test', '\x4097b8cf4850e783cbd96387f242cc774a92ae4a56d065faf8a3323045f2e4e5', '{admin}', '2026-12-01 01:27:36.550589+00', 'operator', NULL, NULL, NULL, '2026-12-01 01:27:36.60142+00', NULL);
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:36.550589+00', 'operator', 'key.created', 'key', 'WKLAz9jCWh2l', NULL, NULL, '{"name": "test", "scopes": ["admin"], "expires_at": null}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (2, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:36.607741+00', 'WKLAz9jCWh2l', 'session.started', 'key', 'WKLAz9jCWh2l', '127.0.0.1', 'abbadf1f05e04c18881d4d63aed605e2', '{}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (3, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:36.6304+00', 'WKLAz9jCWh2l', 'webhook.created', 'webhook', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', '127.0.0.1', '0299eea63720457eaee0529363a63da5', '{"host": "127.0.0.1", "events": ["job.started", "job.completed", "job.failed", "job.cancelled", "trial.completed", "trial.failed", "trial.lease_expired", "best.improved", "webhook.ping", "webhook.disabled"]}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (4, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:36.650639+00', 'WKLAz9jCWh2l', 'job.created', 'job', '8df12e9c-57a1-4ac4-90c7-0713142510b3', '127.0.0.1', '5d3928291eb340dfaa788fece9a5189d', '{"name": "ended"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (5, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:38.253639+00', 'WKLAz9jCWh2l', 'job.created', 'job', '03da68e6-bed6-439b-b790-11a45761bd58', '127.0.0.1', '69a4d923b58c4027a285ebf54b9ca305', '{"name": "running"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (6, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:38.782785+00', 'WKLAz9jCWh2l', 'job.created', 'job', '1c9a1e17-339b-48a7-ae0e-bf5e6c5c8eb2', '127.0.0.1', 'e26f822d0b1541b88ceca6467cf90401', '{"name": "lost"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (7, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:38.823033+00', 'WKLAz9jCWh2l', 'job.created', 'job', '6cf2f652-8e6d-446f-b58b-0c6043fbd651', '127.0.0.1', '5730c4b8907c4a7ab40532fc2d0fa02c', '{"name": "called"}');
INSERT INTO public.browser_session VALUES ('\x2c597b42a22e122a04c500be5dabc4d5f96106789885b1bef520fb44b0842848', '00000000-0000-0000-0000-000000000001', 'WKLAz9jCWh2l', '2026-12-01 01:27:36.607741+00', '2026-12-01 01:27:36.607741+00', '2026-12-01 13:27:36.607741+00');
INSERT INTO public.callback VALUES ('6ff9812a-f8f2-4df6-9748-faba481546f9', 1, '00000000-0000-0000-0000-000000000001', '6cf2f652-8e6d-446f-b58b-0c6043fbd651', 'pending', 2, '2026-12-01 01:27:42.580774+00', NULL, NULL, 'the connection was refused', NULL, '2026-12-01 01:27:38.859605+00', '2026-12-01 01:27:40.252329+00');
INSERT INTO public.delivery VALUES ('msg_96762b7b276a4e788b1bb49eee7e74ed', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'trial.failed', 'trial.failed/f7d6bbbd-8f69-4cdd-b989-b3f2d7a4d7b1', '{"type":"trial.failed","timestamp":"2026-12-01T01:27:36.793966Z","data":{"job":{"id":"8df12e9c-57a1-4ac4-90c7-0713142510b3","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:36.650639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":null},"trial":{"id":"f7d6bbbd-8f69-4cdd-b989-b3f2d7a4d7b1","job":"8df12e9c-57a1-4ac4-90c7-0713142510b3","number":1,"ncode":"230","round":1,"source":"warmup","state":"failed","attempt":1,"worker":"w","score":null,"error":"out of memory","created_at":"2026-12-01T01:27:36.650639Z","started_at":"2026-12-01T01:27:36.768095Z","finished_at":"2026-12-01T01:27:36.793966Z"}}}', 'pending', 1, 1, '2026-12-01 01:27:42.733192+00', NULL, '2026-12-01 01:27:36.793966+00', NULL);
INSERT INTO public.delivery VALUES ('msg_b5262fcb096d4d39829875866dbf3602', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'trial.completed', 'trial.completed/10b370c4-11ce-469f-afd1-715d4050824f', '{"type":"trial.completed","timestamp":"2026-12-01T01:27:36.826654Z","data":{"job":{"id":"8df12e9c-57a1-4ac4-90c7-0713142510b3","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:36.650639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":{"trial":"10b370c4-11ce-469f-afd1-715d4050824f","score":1.0}},"trial":{"id":"10b370c4-11ce-469f-afd1-715d4050824f","job":"8df12e9c-57a1-4ac4-90c7-0713142510b3","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:27:36.650639Z","started_at":"2026-12-01T01:27:36.821271Z","finished_at":"2026-12-01T01:27:36.826654Z"}}}', 'pending', 1, 1, '2026-12-01 01:27:43.084365+00', NULL, '2026-12-01 01:27:36.826654+00', NULL);
INSERT INTO public.delivery VALUES ('msg_395e214c66514e439ce8e7985926d99b', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'job.started', 'job.started/8df12e9c-57a1-4ac4-90c7-0713142510b3', '{"type":"job.started","timestamp":"2026-12-01T01:27:36.650639Z","data":{"job":{"id":"8df12e9c-57a1-4ac4-90c7-0713142510b3","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:36.650639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":null}}}', 'pending', 1, 1, '2026-12-01 01:27:43.012793+00', NULL, '2026-12-01 01:27:36.650639+00', NULL);
INSERT INTO public.delivery VALUES ('msg_471e5bbbf55345739bc56f0323e65ffc', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'best.improved', 'best.improved/10b370c4-11ce-469f-afd1-715d4050824f', '{"type":"best.improved","timestamp":"2026-12-01T01:27:36.826654Z","data":{"job":{"id":"8df12e9c-57a1-4ac4-90c7-0713142510b3","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:36.650639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":{"trial":"10b370c4-11ce-469f-afd1-715d4050824f","score":1.0}},"trial":{"id":"10b370c4-11ce-469f-afd1-715d4050824f","job":"8df12e9c-57a1-4ac4-90c7-0713142510b3","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:27:36.650639Z","started_at":"2026-12-01T01:27:36.821271Z","finished_at":"2026-12-01T01:27:36.826654Z"}}}', 'pending', 1, 1, '2026-12-01 01:27:42.95767+00', NULL, '2026-12-01 01:27:36.826654+00', NULL);
INSERT INTO public.delivery VALUES ('msg_5a985bf53dde4d11a5bb50aea188eb90', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'trial.completed', 'trial.completed/e869af1e-159a-46ae-a03d-edadd767a87a', '{"type":"trial.completed","timestamp":"2026-12-01T01:27:37.564972Z","data":{"job":{"id":"8df12e9c-57a1-4ac4-90c7-0713142510b3","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:36.650639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":6,"rounds":2},"best":{"trial":"e869af1e-159a-46ae-a03d-edadd767a87a","score":9.0}},"trial":{"id":"e869af1e-159a-46ae-a03d-edadd767a87a","job":"8df12e9c-57a1-4ac4-90c7-0713142510b3","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:27:37.376647Z","started_at":"2026-12-01T01:27:37.557137Z","finished_at":"2026-12-01T01:27:37.564972Z"}}}', 'pending', 1, 1, '2026-12-01 01:27:42.65595+00', NULL, '2026-12-01 01:27:37.564972+00', NULL);
INSERT INTO public.delivery VALUES ('msg_328e7f46244149c8b8f135c64f2d1590', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'trial.completed', 'trial.completed/54c36025-0af5-4174-88c5-be167c086d87', '{"type":"trial.completed","timestamp":"2026-12-01T01:27:37.867614Z","data":{"job":{"id":"8df12e9c-57a1-4ac4-90c7-0713142510b3","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:36.650639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":4,"max_trials":6,"rounds":3},"best":{"trial":"e869af1e-159a-46ae-a03d-edadd767a87a","score":9.0}},"trial":{"id":"54c36025-0af5-4174-88c5-be167c086d87","job":"8df12e9c-57a1-4ac4-90c7-0713142510b3","number":4,"ncode":"233","round":3,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:27:37.743509Z","started_at":"2026-12-01T01:27:37.861610Z","finished_at":"2026-12-01T01:27:37.867614Z"}}}', 'pending', 0, 0, '2026-12-01 01:27:37.867614+00', NULL, '2026-12-01 01:27:37.867614+00', NULL);
INSERT INTO public.delivery VALUES ('msg_6762740375594f438ac095c70b9eb239', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'trial.completed', 'trial.completed/604577de-243a-49e7-a4e1-d4fa0a6765c3', '{"type":"trial.completed","timestamp":"2026-12-01T01:27:38.036088Z","data":{"job":{"id":"8df12e9c-57a1-4ac4-90c7-0713142510b3","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:36.650639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":5,"max_trials":6,"rounds":4},"best":{"trial":"e869af1e-159a-46ae-a03d-edadd767a87a","score":9.0}},"trial":{"id":"604577de-243a-49e7-a4e1-d4fa0a6765c3","job":"8df12e9c-57a1-4ac4-90c7-0713142510b3","number":5,"ncode":"323","round":4,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:27:37.959982Z","started_at":"2026-12-01T01:27:38.027642Z","finished_at":"2026-12-01T01:27:38.036088Z"}}}', 'pending', 0, 0, '2026-12-01 01:27:38.036088+00', NULL, '2026-12-01 01:27:38.036088+00', NULL);
INSERT INTO public.delivery VALUES ('msg_091c496dab354ea1af70661de27aa67a', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'trial.completed', 'trial.completed/1aa47fdc-3faa-46c6-a9d9-62feb29ed0a7', '{"type":"trial.completed","timestamp":"2026-12-01T01:27:38.205245Z","data":{"job":{"id":"8df12e9c-57a1-4ac4-90c7-0713142510b3","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:36.650639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":6,"max_trials":6,"rounds":5},"best":{"trial":"e869af1e-159a-46ae-a03d-edadd767a87a","score":9.0}},"trial":{"id":"1aa47fdc-3faa-46c6-a9d9-62feb29ed0a7","job":"8df12e9c-57a1-4ac4-90c7-0713142510b3","number":6,"ncode":"332","round":5,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:27:38.140438Z","started_at":"2026-12-01T01:27:38.198181Z","finished_at":"2026-12-01T01:27:38.205245Z"}}}', 'pending', 0, 0, '2026-12-01 01:27:38.205245+00', NULL, '2026-12-01 01:27:38.205245+00', NULL);
INSERT INTO public.delivery VALUES ('msg_b3a93fd1baa448f99f751cab115f9f19', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'job.completed', 'job.completed/8df12e9c-57a1-4ac4-90c7-0713142510b3', '{"type":"job.completed","timestamp":"2026-12-01T01:27:38.205245Z","data":{"job":{"id":"8df12e9c-57a1-4ac4-90c7-0713142510b3","name":"ended","state":"completed","end_reason":"budget_used","created_at":"2026-12-01T01:27:36.650639Z","finished_at":"2026-12-01T01:27:38.205245Z","objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":6,"max_trials":6,"rounds":5},"best":{"trial":"e869af1e-159a-46ae-a03d-edadd767a87a","score":9.0}}}}', 'pending', 0, 0, '2026-12-01 01:27:38.205245+00', NULL, '2026-12-01 01:27:38.205245+00', NULL);
INSERT INTO public.delivery VALUES ('msg_bb5129c72df7433d9c91cd9bd0883358', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'job.started', 'job.started/03da68e6-bed6-439b-b790-11a45761bd58', '{"type":"job.started","timestamp":"2026-12-01T01:27:38.253639Z","data":{"job":{"id":"03da68e6-bed6-439b-b790-11a45761bd58","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:38.253639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 01:27:38.253639+00', NULL, '2026-12-01 01:27:38.253639+00', NULL);
INSERT INTO public.delivery VALUES ('msg_4cd0b24666864ff68e50ea43ce708e56', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'trial.failed', 'trial.failed/a1f26ad9-41ac-4b5d-92a0-0ec04f8befca', '{"type":"trial.failed","timestamp":"2026-12-01T01:27:38.276988Z","data":{"job":{"id":"03da68e6-bed6-439b-b790-11a45761bd58","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:38.253639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":null},"trial":{"id":"a1f26ad9-41ac-4b5d-92a0-0ec04f8befca","job":"03da68e6-bed6-439b-b790-11a45761bd58","number":1,"ncode":"230","round":1,"source":"warmup","state":"failed","attempt":1,"worker":"w","score":null,"error":"out of memory","created_at":"2026-12-01T01:27:38.253639Z","started_at":"2026-12-01T01:27:38.269491Z","finished_at":"2026-12-01T01:27:38.276988Z"}}}', 'pending', 0, 0, '2026-12-01 01:27:38.276988+00', NULL, '2026-12-01 01:27:38.276988+00', NULL);
INSERT INTO public.delivery VALUES ('msg_b0616b1bb10140cc9e5bd18e18304503', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'trial.completed', 'trial.completed/d9bfdf32-a4b8-4dbe-92b7-96ba9368df86', '{"type":"trial.completed","timestamp":"2026-12-01T01:27:38.290420Z","data":{"job":{"id":"03da68e6-bed6-439b-b790-11a45761bd58","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:38.253639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":{"trial":"d9bfdf32-a4b8-4dbe-92b7-96ba9368df86","score":1.0}},"trial":{"id":"d9bfdf32-a4b8-4dbe-92b7-96ba9368df86","job":"03da68e6-bed6-439b-b790-11a45761bd58","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:27:38.253639Z","started_at":"2026-12-01T01:27:38.287625Z","finished_at":"2026-12-01T01:27:38.290420Z"}}}', 'pending', 0, 0, '2026-12-01 01:27:38.29042+00', NULL, '2026-12-01 01:27:38.29042+00', NULL);
INSERT INTO public.delivery VALUES ('msg_d1242e7eb38c4e8d83021aa975ac0cda', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'best.improved', 'best.improved/d9bfdf32-a4b8-4dbe-92b7-96ba9368df86', '{"type":"best.improved","timestamp":"2026-12-01T01:27:38.290420Z","data":{"job":{"id":"03da68e6-bed6-439b-b790-11a45761bd58","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:38.253639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":{"trial":"d9bfdf32-a4b8-4dbe-92b7-96ba9368df86","score":1.0}},"trial":{"id":"d9bfdf32-a4b8-4dbe-92b7-96ba9368df86","job":"03da68e6-bed6-439b-b790-11a45761bd58","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:27:38.253639Z","started_at":"2026-12-01T01:27:38.287625Z","finished_at":"2026-12-01T01:27:38.290420Z"}}}', 'pending', 0, 0, '2026-12-01 01:27:38.29042+00', NULL, '2026-12-01 01:27:38.29042+00', NULL);
INSERT INTO public.delivery VALUES ('msg_241a467b083a4590962eb5ddf71c5da0', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'trial.completed', 'trial.completed/1998b1ae-df33-4bf8-ac70-5a4a901e6c0c', '{"type":"trial.completed","timestamp":"2026-12-01T01:27:38.435028Z","data":{"job":{"id":"03da68e6-bed6-439b-b790-11a45761bd58","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:38.253639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":20,"rounds":2},"best":{"trial":"1998b1ae-df33-4bf8-ac70-5a4a901e6c0c","score":9.0}},"trial":{"id":"1998b1ae-df33-4bf8-ac70-5a4a901e6c0c","job":"03da68e6-bed6-439b-b790-11a45761bd58","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:27:38.381488Z","started_at":"2026-12-01T01:27:38.430743Z","finished_at":"2026-12-01T01:27:38.435028Z"}}}', 'pending', 0, 0, '2026-12-01 01:27:38.435028+00', NULL, '2026-12-01 01:27:38.435028+00', NULL);
INSERT INTO public.delivery VALUES ('msg_bffbad8ff3e94aa481defc7c72b35b75', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'best.improved', 'best.improved/1998b1ae-df33-4bf8-ac70-5a4a901e6c0c', '{"type":"best.improved","timestamp":"2026-12-01T01:27:38.435028Z","data":{"job":{"id":"03da68e6-bed6-439b-b790-11a45761bd58","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:38.253639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":20,"rounds":2},"best":{"trial":"1998b1ae-df33-4bf8-ac70-5a4a901e6c0c","score":9.0}},"trial":{"id":"1998b1ae-df33-4bf8-ac70-5a4a901e6c0c","job":"03da68e6-bed6-439b-b790-11a45761bd58","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:27:38.381488Z","started_at":"2026-12-01T01:27:38.430743Z","finished_at":"2026-12-01T01:27:38.435028Z"}}}', 'pending', 0, 0, '2026-12-01 01:27:38.435028+00', NULL, '2026-12-01 01:27:38.435028+00', NULL);
INSERT INTO public.delivery VALUES ('msg_ab41d73691b341bb8c50f1c392d39e9f', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'trial.completed', 'trial.completed/67710bb3-479e-4d52-a5a9-71b2e9678a46', '{"type":"trial.completed","timestamp":"2026-12-01T01:27:38.599853Z","data":{"job":{"id":"03da68e6-bed6-439b-b790-11a45761bd58","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:38.253639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":4,"max_trials":20,"rounds":3},"best":{"trial":"1998b1ae-df33-4bf8-ac70-5a4a901e6c0c","score":9.0}},"trial":{"id":"67710bb3-479e-4d52-a5a9-71b2e9678a46","job":"03da68e6-bed6-439b-b790-11a45761bd58","number":4,"ncode":"233","round":3,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:27:38.524412Z","started_at":"2026-12-01T01:27:38.595546Z","finished_at":"2026-12-01T01:27:38.599853Z"}}}', 'pending', 0, 0, '2026-12-01 01:27:38.599853+00', NULL, '2026-12-01 01:27:38.599853+00', NULL);
INSERT INTO public.delivery VALUES ('msg_b1d027c32d8f489387d96457450134f6', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'best.improved', 'best.improved/e869af1e-159a-46ae-a03d-edadd767a87a', '{"type":"best.improved","timestamp":"2026-12-01T01:27:37.564972Z","data":{"job":{"id":"8df12e9c-57a1-4ac4-90c7-0713142510b3","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:36.650639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":6,"rounds":2},"best":{"trial":"e869af1e-159a-46ae-a03d-edadd767a87a","score":9.0}},"trial":{"id":"e869af1e-159a-46ae-a03d-edadd767a87a","job":"8df12e9c-57a1-4ac4-90c7-0713142510b3","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:27:37.376647Z","started_at":"2026-12-01T01:27:37.557137Z","finished_at":"2026-12-01T01:27:37.564972Z"}}}', 'pending', 1, 1, '2026-12-01 01:27:44.083281+00', NULL, '2026-12-01 01:27:37.564972+00', NULL);
INSERT INTO public.delivery VALUES ('msg_c860f0b1f99d401bb22c4bac0cc7e088', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'trial.completed', 'trial.completed/635957e2-e4c2-47b0-b371-167671e5564b', '{"type":"trial.completed","timestamp":"2026-12-01T01:27:38.760961Z","data":{"job":{"id":"03da68e6-bed6-439b-b790-11a45761bd58","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:38.253639Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":5,"max_trials":20,"rounds":4},"best":{"trial":"1998b1ae-df33-4bf8-ac70-5a4a901e6c0c","score":9.0}},"trial":{"id":"635957e2-e4c2-47b0-b371-167671e5564b","job":"03da68e6-bed6-439b-b790-11a45761bd58","number":5,"ncode":"323","round":4,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:27:38.721362Z","started_at":"2026-12-01T01:27:38.755735Z","finished_at":"2026-12-01T01:27:38.760961Z"}}}', 'pending', 0, 0, '2026-12-01 01:27:38.760961+00', NULL, '2026-12-01 01:27:38.760961+00', NULL);
INSERT INTO public.delivery VALUES ('msg_37da15a5335645bbb0ad38e14cc18228', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'job.started', 'job.started/1c9a1e17-339b-48a7-ae0e-bf5e6c5c8eb2', '{"type":"job.started","timestamp":"2026-12-01T01:27:38.782785Z","data":{"job":{"id":"1c9a1e17-339b-48a7-ae0e-bf5e6c5c8eb2","name":"lost","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:38.782785Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":1,"max_trials":1,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 01:27:38.782785+00', NULL, '2026-12-01 01:27:38.782785+00', NULL);
INSERT INTO public.delivery VALUES ('msg_20c893b7b0ba44fa9b73b7ab0e33c5c4', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'job.started', 'job.started/6cf2f652-8e6d-446f-b58b-0c6043fbd651', '{"type":"job.started","timestamp":"2026-12-01T01:27:38.823033Z","data":{"job":{"id":"6cf2f652-8e6d-446f-b58b-0c6043fbd651","name":"called","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:38.823033Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":2,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 01:27:38.823033+00', NULL, '2026-12-01 01:27:38.823033+00', NULL);
INSERT INTO public.delivery VALUES ('msg_86ce15bbb14247a08d6c0423db34d4f6', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'trial.lease_expired', 'trial.lease_expired/12fc2012-2012-4404-b358-ee900873e0af/1', '{"type":"trial.lease_expired","timestamp":"2026-12-01T01:27:40.164983Z","data":{"job":{"id":"1c9a1e17-339b-48a7-ae0e-bf5e6c5c8eb2","name":"lost","state":"running","end_reason":null,"created_at":"2026-12-01T01:27:38.782785Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":1,"max_trials":1,"rounds":1},"best":null},"trial":{"id":"12fc2012-2012-4404-b358-ee900873e0af","job":"1c9a1e17-339b-48a7-ae0e-bf5e6c5c8eb2","number":1,"ncode":"230","round":1,"source":"warmup","state":"queued","attempt":2,"worker":"w","score":null,"error":null,"created_at":"2026-12-01T01:27:38.782785Z","started_at":"2026-12-01T01:27:38.812691Z","finished_at":null},"lease":{"attempt":1,"worker":"w"}}}', 'pending', 0, 0, '2026-12-01 01:27:40.164983+00', NULL, '2026-12-01 01:27:40.164983+00', NULL);
INSERT INTO public.delivery_attempt VALUES ('msg_96762b7b276a4e788b1bb49eee7e74ed', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:37.115699+00', NULL, 'the connection was refused', 1, '');
INSERT INTO public.delivery_attempt VALUES ('msg_b5262fcb096d4d39829875866dbf3602', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:37.151856+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_395e214c66514e439ce8e7985926d99b', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:37.157506+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_471e5bbbf55345739bc56f0323e65ffc', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:37.146101+00', NULL, 'the connection was refused', 1, '');
INSERT INTO public.delivery_attempt VALUES ('msg_5a985bf53dde4d11a5bb50aea188eb90', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:37.587939+00', NULL, 'the connection was refused', 1, '');
INSERT INTO public.delivery_attempt VALUES ('msg_b1d027c32d8f489387d96457450134f6', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:38.717055+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.idempotency_record VALUES ('00000000-0000-0000-0000-000000000001', 'POST /v1/jobs', 'one', '\xab40bbbd4f076efb0a1b176775d8e487f227bdd8a862084014b81cbd5b34ef31', '{"id": "8df12e9c-57a1-4ac4-90c7-0713142510b3", "name": "ended", "state": "running", "end_reason": null, "pause_reason": null, "created_at": "2026-12-01T01:27:36.650639Z", "finished_at": null, "deadline_at": null, "revision": 2, "space": {"dimensions": [{"name": "depth", "type": "int", "low": 1, "high": 4}, {"name": "width", "type": "int", "low": 1, "high": 4}, {"name": "kernel", "type": "int", "low": 1, "high": 4}]}, "space_size": "64", "ncode": {"length": 3, "widths": [1, 1, 1]}, "objective": {"metric": "acc", "goal": "maximize"}, "budget": {"max_trials": 6, "max_parallel": 1, "max_failures": null, "deadline_s": null}, "strategy": {"ranker": "surrogate", "pool": {"kind": "extended", "size": 256}, "warmup": 2, "history": 200, "penalize": ["infeasible"]}, "evaluation": {"mode": "pull", "lease_s": 300, "max_attempts": 3}, "seed": 7, "tags": {}, "progress": {"queued": 2, "running": 0, "completed": 0, "failed": 0, "infeasible": 0, "cancelled": 0, "trials": 2, "max_trials": 6, "rounds": 1}, "best": null}', '2026-12-01 01:27:36.650639+00');
INSERT INTO public.job VALUES ('8df12e9c-57a1-4ac4-90c7-0713142510b3', '00000000-0000-0000-0000-000000000001', 'ended', 'completed', 'budget_used', '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 6, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 300, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 19, 6, 5, 6, 1, 9, 'e869af1e-159a-46ae-a03d-edadd767a87a', '2026-12-01 01:27:36.650639+00', '2026-12-01 01:27:38.205245+00');
INSERT INTO public.job VALUES ('03da68e6-bed6-439b-b790-11a45761bd58', '00000000-0000-0000-0000-000000000001', 'running', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 20, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 300, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 16, 6, 5, 5, 1, 9, '1998b1ae-df33-4bf8-ac70-5a4a901e6c0c', '2026-12-01 01:27:38.253639+00', NULL);
INSERT INTO public.job VALUES ('1c9a1e17-339b-48a7-ae0e-bf5e6c5c8eb2', '00000000-0000-0000-0000-000000000001', 'lost', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 1, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 1, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 4, 1, 1, 0, 0, NULL, NULL, '2026-12-01 01:27:38.782785+00', NULL);
INSERT INTO public.job VALUES ('6cf2f652-8e6d-446f-b58b-0c6043fbd651', '00000000-0000-0000-0000-000000000001', 'called', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 2, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"url": "http://127.0.0.1:48003/", "mode": "callback", "lease_s": 300, "timeout_s": 30, "max_attempts": 3, "max_concurrency": 1}', '[{"encrypted": "test.FA4e4_tS224ySx2Ls4WTD38TIDIqOaH1W-ZSagqy7uUSIqqO6SNyyZpPu-muO5ysCtHRqY7My-GmEKZiC_P_6LYEsJxTDLq-eTIxCwxh", "expires_at": null}]', NULL, NULL, 7, '{}', 5, 2, 1, 0, 0, NULL, NULL, '2026-12-01 01:27:38.823033+00', NULL);
INSERT INTO public.lease VALUES ('\xd048de0bd35874ac8121c71526204b37112821893b407053de43f496d5e1ea84', '00000000-0000-0000-0000-000000000001', 'f7d6bbbd-8f69-4cdd-b989-b3f2d7a4d7b1', 'w', 1, '2026-12-01 01:27:36.768095+00');
INSERT INTO public.lease VALUES ('\x6af6270bc77d9ff29384468f8e3f0c74f8a3afe835318217549cfc32be003d96', '00000000-0000-0000-0000-000000000001', '10b370c4-11ce-469f-afd1-715d4050824f', 'w', 1, '2026-12-01 01:27:36.821271+00');
INSERT INTO public.lease VALUES ('\xe39fed2f40e93683bdc2c925df36a063fadaa9ba29d40bc3d7f1cb8f801dd3ce', '00000000-0000-0000-0000-000000000001', 'e869af1e-159a-46ae-a03d-edadd767a87a', 'w', 1, '2026-12-01 01:27:37.557137+00');
INSERT INTO public.lease VALUES ('\x4d3273b5c8d9a7e199c94a610d1fb6519944be85d3bd61cbd56802480e8f3adf', '00000000-0000-0000-0000-000000000001', '54c36025-0af5-4174-88c5-be167c086d87', 'w', 1, '2026-12-01 01:27:37.86161+00');
INSERT INTO public.lease VALUES ('\x10767f25214e7b06275e16f116de8344f2e3fc7ed4be94d285969df55230673c', '00000000-0000-0000-0000-000000000001', '604577de-243a-49e7-a4e1-d4fa0a6765c3', 'w', 1, '2026-12-01 01:27:38.027642+00');
INSERT INTO public.lease VALUES ('\xbcd7deff9c852b4f16466998c0d0cff30ecbb808c7ed834d1063bbdaba52010c', '00000000-0000-0000-0000-000000000001', '1aa47fdc-3faa-46c6-a9d9-62feb29ed0a7', 'w', 1, '2026-12-01 01:27:38.198181+00');
INSERT INTO public.lease VALUES ('\x819cdc869bf22e09d159d5404fd19b4814e06aa8cefac0003c2d0d2bbff817e3', '00000000-0000-0000-0000-000000000001', 'a1f26ad9-41ac-4b5d-92a0-0ec04f8befca', 'w', 1, '2026-12-01 01:27:38.269491+00');
INSERT INTO public.lease VALUES ('\xca46cf382b28bc23760d751d17e7cd3343044a45c030a224ad71022aebc32ac4', '00000000-0000-0000-0000-000000000001', 'd9bfdf32-a4b8-4dbe-92b7-96ba9368df86', 'w', 1, '2026-12-01 01:27:38.287625+00');
INSERT INTO public.lease VALUES ('\x9ed08c8d44df9ce9de4ad2e4f1347731b52f271de5f88cb311cd693f00751f14', '00000000-0000-0000-0000-000000000001', '1998b1ae-df33-4bf8-ac70-5a4a901e6c0c', 'w', 1, '2026-12-01 01:27:38.430743+00');
INSERT INTO public.lease VALUES ('\x9714f20df478d5498249d5f838caf1cd4500c01783eaa4e11ad0e0b8ced867c2', '00000000-0000-0000-0000-000000000001', '67710bb3-479e-4d52-a5a9-71b2e9678a46', 'w', 1, '2026-12-01 01:27:38.595546+00');
INSERT INTO public.lease VALUES ('\x91a11583ffa3acdd212dea2ef6eae76f5e12aeb4e60fa5b8df458ac899ad74d1', '00000000-0000-0000-0000-000000000001', '635957e2-e4c2-47b0-b371-167671e5564b', 'w', 1, '2026-12-01 01:27:38.755735+00');
INSERT INTO public.lease VALUES ('\x10740a132c9ef566c6b99e1718c6f617b2ef3cfe8e816069b1564c2c58da9313', '00000000-0000-0000-0000-000000000001', '12fc2012-2012-4404-b358-ee900873e0af', 'w', 1, '2026-12-01 01:27:38.812691+00');
INSERT INTO public.lease VALUES ('\x43169258908f520aa396c65dba41ae2953b9ac5db451268a3e046038c2bed582', '00000000-0000-0000-0000-000000000001', '6ff9812a-f8f2-4df6-9748-faba481546f9', 'callback', 1, '2026-12-01 01:27:38.859605+00');
INSERT INTO public.lease VALUES ('\xafa2f0fa7accc723acbff2a896b41d855d4cc37521855adf17bef21bd334b44a', '00000000-0000-0000-0000-000000000001', '6ff9812a-f8f2-4df6-9748-faba481546f9', 'callback', 1, '2026-12-01 01:27:40.24636+00');
INSERT INTO public.lease_expiry VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:00+00', 1);
INSERT INTO public.project VALUES ('00000000-0000-0000-0000-000000000001', 'default', '{}', '2026-12-01 01:27:31.356867+00');
INSERT INTO public.ranker_revision VALUES ('surrogate', '3', '2026-12-01 01:27:37.369368+00');
INSERT INTO public.ranker_state VALUES ('surrogate', 'ready', '3', NULL, '2026-12-01 01:27:37.369368+00');
INSERT INTO public.ranking_use VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 01:27:00+00', 0.006616318999931536);
INSERT INTO public.round VALUES ('5d0c0033-0afd-449c-a588-28eb5f796a8f', '00000000-0000-0000-0000-000000000001', '8df12e9c-57a1-4ac4-90c7-0713142510b3', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 01:27:36.650639+00', NULL, '2026-12-01 01:27:36.650639+00');
INSERT INTO public.round VALUES ('c94485a7-7e1a-447d-a55e-fa583ba8a29d', '00000000-0000-0000-0000-000000000001', '8df12e9c-57a1-4ac4-90c7-0713142510b3', 2, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 2, 2, 1, 'f813fa5ce29ac68ec4897d3ec6b95a4aa716db68a8efbfafd8b1194fe3116cbb', '{333,233,303,332,323,203,232,313,322,133,331,223,302,321,103,033,202,312,330,123,231,213,301,132,222,003,311,201,300,113,212,221,032,102,122,320,023,131,002,013,310,200,112,220,211,121,022,130,031,101,120,012,030,210,100,111,001,021,011,000,110,020}', '{-7.827081893849577,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.927139722962746,-7.927139722962746,-7.927139722962746,-7.927139722962746}', '{0}', NULL, NULL, 0.665, '2026-12-01 01:27:36.826654+00', '2026-12-01 01:28:07.265067+00', '2026-12-01 01:27:37.376647+00');
INSERT INTO public.round VALUES ('dc001c67-4177-42c9-a28d-23f528667641', '00000000-0000-0000-0000-000000000001', '8df12e9c-57a1-4ac4-90c7-0713142510b3', 3, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 3, 3, 2, '5b2214994c97e41525e722d560e0f225e39697a0defd271ea8f8c0719b5a4afd', '{233,323,332,331,133,313,232,223,322,303,033,330,231,123,213,321,132,312,222,203,302,103,202,301,032,320,023,131,113,122,311,212,221,003,102,300,201,013,031,022,220,121,211,310,130,112,002,200,101,111,012,030,120,210,021,001,100,011,020,110,000}', '{-2.5029689485056523,-2.5029689485056523,-2.5029689485056523,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7992400561410555,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.902720797321046,-2.902720797321046,-2.9954482822576636,-2.9954482822576636,-2.9954482822576636,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.2430166325804843,-3.2430166325804843,-3.2430166325804843,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.5050516526616367,-3.5050516526616367,-4.154787099259599,-4.154787099259599,-4.154787099259599,-4.193511927377555}', '{0}', NULL, NULL, 0.854, '2026-12-01 01:27:37.564972+00', '2026-12-01 01:28:07.602136+00', '2026-12-01 01:27:37.743509+00');
INSERT INTO public.round VALUES ('1c0ec5b0-1209-4930-9b6c-1771f9f0cf43', '00000000-0000-0000-0000-000000000001', '8df12e9c-57a1-4ac4-90c7-0713142510b3', 4, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 4, 4, 3, '53f4c024d53d300fe042b61832776b27e4fd2297a34f9c6f62bd0af470f3a0bb', '{323,332,313,331,322,303,330,321,312,302,203,301,311,320,033,231,132,213,123,222,202,103,300,032,023,221,113,131,212,122,102,003,201,232,133,223,310,013,211,031,022,220,112,130,121,002,200,101,030,012,021,210,111,120,001,100,110,011,020,000}', '{-2.62220171813057,-2.62220171813057,-2.870046260309175,-2.870046260309175,-2.870046260309175,-2.9720469547162267,-3.0560532302234296,-3.0560532302234296,-3.0560532302234296,-3.0914988630643547,-3.196093208655906,-3.200165536956782,-3.226238129868837,-3.226238129868837,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.2619887144771025,-3.2619887144771025,-3.32351478013379,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.3630130174214816,-3.3630130174214816,-3.3630130174214816,-3.366338531749186,-3.366338531749186,-3.366338531749186,-3.432075296018785,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.527253609224137,-3.527253609224137,-3.527253609224137,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.844386370984905,-3.844386370984905,-4.6760094219801385,-4.6760094219801385,-4.6760094219801385,-4.7015159447577455}', '{0}', NULL, NULL, 0.799, '2026-12-01 01:27:37.867614+00', '2026-12-01 01:28:07.889986+00', '2026-12-01 01:27:37.959982+00');
INSERT INTO public.round VALUES ('61a67b71-c8fa-417e-8399-69bafb48d631', '00000000-0000-0000-0000-000000000001', '8df12e9c-57a1-4ac4-90c7-0713142510b3', 5, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 5, 5, 4, '14e9f52638f3b8b6b40b387afe67886af14186b964c1287f2b02e2870ce8822e', '{332,331,330,303,302,301,321,231,033,132,312,203,103,202,032,320,311,131,300,133,232,322,313,102,003,201,023,212,113,221,122,123,213,222,310,130,031,101,200,002,013,220,211,022,121,112,030,100,001,210,120,012,021,111,223,110,020,011,000}', '{-2.85337941133423,-3.131934730649321,-3.3363048983864667,-3.457706620016544,-3.4820927689520613,-3.5548795884253446,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.5978359436509835,-3.622706502599407,-3.622706502599407,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6695860890570393,-3.6843780003655624,-3.6843780003655624,-3.6843780003655633,-3.6843780003655633,-3.712832632512242,-3.712832632512242,-3.712832632512242,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.79426095920843,-3.79426095920843,-3.79426095920843,-3.8307489309960534,-3.8307489309960534,-3.8307489309960534,-3.8886134657865155,-3.8886134657865155,-3.8886134657865155,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-4.203050359186143,-4.250354137546824,-4.250354137546824,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.3354318056074765,-5.2478254931949655,-5.2478254931949655,-5.2478254931949655,-5.253422077483705}', '{0}', NULL, NULL, 0.794, '2026-12-01 01:27:38.036088+00', '2026-12-01 01:28:08.049888+00', '2026-12-01 01:27:38.140438+00');
INSERT INTO public.round VALUES ('ff17b722-b63b-42fa-8b16-6b6fbb7618a4', '00000000-0000-0000-0000-000000000001', '03da68e6-bed6-439b-b790-11a45761bd58', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 01:27:38.253639+00', NULL, '2026-12-01 01:27:38.253639+00');
INSERT INTO public.round VALUES ('075e0e42-d23c-4b7b-8db5-16055f01e52b', '00000000-0000-0000-0000-000000000001', '03da68e6-bed6-439b-b790-11a45761bd58', 2, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 2, 2, 1, 'f813fa5ce29ac68ec4897d3ec6b95a4aa716db68a8efbfafd8b1194fe3116cbb', '{333,233,303,332,323,203,232,313,322,133,331,223,302,321,103,033,202,312,330,123,231,213,301,132,222,003,311,201,300,113,212,221,032,102,122,320,023,131,002,013,310,200,112,220,211,121,022,130,031,101,120,012,030,210,100,111,001,021,011,000,110,020}', '{-7.827081893849577,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.927139722962746,-7.927139722962746,-7.927139722962746,-7.927139722962746}', '{0}', NULL, NULL, 0.988, '2026-12-01 01:27:38.29042+00', '2026-12-01 01:28:08.301683+00', '2026-12-01 01:27:38.381488+00');
INSERT INTO public.round VALUES ('6babdc66-5e48-4be0-a3c9-6f3546ae4c75', '00000000-0000-0000-0000-000000000001', '1c9a1e17-339b-48a7-ae0e-bf5e6c5c8eb2', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230}', NULL, '{0}', NULL, NULL, NULL, '2026-12-01 01:27:38.782785+00', NULL, '2026-12-01 01:27:38.782785+00');
INSERT INTO public.round VALUES ('73d6d165-61c0-4d0f-912b-502d4fd3a25e', '00000000-0000-0000-0000-000000000001', '6cf2f652-8e6d-446f-b58b-0c6043fbd651', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 01:27:38.823033+00', NULL, '2026-12-01 01:27:38.823033+00');
INSERT INTO public.round VALUES ('9896bc41-c2eb-46b9-b49c-06a477aefce1', '00000000-0000-0000-0000-000000000001', '03da68e6-bed6-439b-b790-11a45761bd58', 3, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 3, 3, 2, '5b2214994c97e41525e722d560e0f225e39697a0defd271ea8f8c0719b5a4afd', '{233,323,332,331,133,313,232,223,322,303,033,330,231,123,213,321,132,312,222,203,302,103,202,301,032,320,023,131,113,122,311,212,221,003,102,300,201,013,031,022,220,121,211,310,130,112,002,200,101,111,012,030,120,210,021,001,100,011,020,110,000}', '{-2.5029689485056523,-2.5029689485056523,-2.5029689485056523,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7992400561410555,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.902720797321046,-2.902720797321046,-2.9954482822576636,-2.9954482822576636,-2.9954482822576636,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.2430166325804843,-3.2430166325804843,-3.2430166325804843,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.5050516526616367,-3.5050516526616367,-4.154787099259599,-4.154787099259599,-4.154787099259599,-4.193511927377555}', '{0}', NULL, NULL, 0.757, '2026-12-01 01:27:38.435028+00', '2026-12-01 01:28:08.451757+00', '2026-12-01 01:27:38.524412+00');
INSERT INTO public.round VALUES ('b9c2073e-d33e-474d-93ac-8c558690d39c', '00000000-0000-0000-0000-000000000001', '03da68e6-bed6-439b-b790-11a45761bd58', 4, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 4, 4, 3, '53f4c024d53d300fe042b61832776b27e4fd2297a34f9c6f62bd0af470f3a0bb', '{323,332,313,331,322,303,330,321,312,302,203,301,311,320,033,231,132,213,123,222,202,103,300,032,023,221,113,131,212,122,102,003,201,232,133,223,310,013,211,031,022,220,112,130,121,002,200,101,030,012,021,210,111,120,001,100,110,011,020,000}', '{-2.62220171813057,-2.62220171813057,-2.870046260309175,-2.870046260309175,-2.870046260309175,-2.9720469547162267,-3.0560532302234296,-3.0560532302234296,-3.0560532302234296,-3.0914988630643547,-3.196093208655906,-3.200165536956782,-3.226238129868837,-3.226238129868837,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.2619887144771025,-3.2619887144771025,-3.32351478013379,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.3630130174214816,-3.3630130174214816,-3.3630130174214816,-3.366338531749186,-3.366338531749186,-3.366338531749186,-3.432075296018785,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.527253609224137,-3.527253609224137,-3.527253609224137,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.844386370984905,-3.844386370984905,-4.6760094219801385,-4.6760094219801385,-4.6760094219801385,-4.7015159447577455}', '{0}', NULL, NULL, 0.826, '2026-12-01 01:27:38.599853+00', '2026-12-01 01:28:08.615057+00', '2026-12-01 01:27:38.721362+00');
INSERT INTO public.round VALUES ('d7333cf0-2e53-4a9a-8caf-47a509876567', '00000000-0000-0000-0000-000000000001', '03da68e6-bed6-439b-b790-11a45761bd58', 5, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 5, 5, 4, '14e9f52638f3b8b6b40b387afe67886af14186b964c1287f2b02e2870ce8822e', '{332,331,330,303,302,301,321,231,033,132,312,203,103,202,032,320,311,131,300,133,232,322,313,102,003,201,023,212,113,221,122,123,213,222,310,130,031,101,200,002,013,220,211,022,121,112,030,100,001,210,120,012,021,111,223,110,020,011,000}', '{-2.85337941133423,-3.131934730649321,-3.3363048983864667,-3.457706620016544,-3.4820927689520613,-3.5548795884253446,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.5978359436509835,-3.622706502599407,-3.622706502599407,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6695860890570393,-3.6843780003655624,-3.6843780003655624,-3.6843780003655633,-3.6843780003655633,-3.712832632512242,-3.712832632512242,-3.712832632512242,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.79426095920843,-3.79426095920843,-3.79426095920843,-3.8307489309960534,-3.8307489309960534,-3.8307489309960534,-3.8886134657865155,-3.8886134657865155,-3.8886134657865155,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-4.203050359186143,-4.250354137546824,-4.250354137546824,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.3354318056074765,-5.2478254931949655,-5.2478254931949655,-5.2478254931949655,-5.253422077483705}', '{0}', NULL, NULL, 0.787, '2026-12-01 01:27:38.760961+00', '2026-12-01 01:28:08.77866+00', '2026-12-01 01:27:38.870428+00');
INSERT INTO public.stateless_ranking VALUES ('f28a2064-7044-4db9-81d8-eb31cc00e79e', '00000000-0000-0000-0000-000000000001', 'ranked', 'surrogate', '{"seed": 0, "space": {"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}, "points": [], "scores": [], "candidates": [[0, 0, 0], [1, 1, 1]]}', '{"ranker": "surrogate", "ranking": [{"ncode": "000", "score": 0.0}, {"ncode": "111", "score": 0.0}], "revision": "3", "milliseconds": 0.019, "prompt_tokens": null, "fallback_reason": null}', '2026-12-01 01:27:38.862695+00', '2026-12-01 01:28:08.877137+00');
INSERT INTO public.trial VALUES ('f7d6bbbd-8f69-4cdd-b989-b3f2d7a4d7b1', '00000000-0000-0000-0000-000000000001', '8df12e9c-57a1-4ac4-90c7-0713142510b3', 1, '230', 1, 'warmup', 'failed', 1, 'w', NULL, NULL, NULL, 'out of memory', 1, NULL, '2026-12-01 01:27:36.650639+00', '2026-12-01 01:27:36.768095+00', '2026-12-01 01:27:36.793966+00');
INSERT INTO public.trial VALUES ('10b370c4-11ce-469f-afd1-715d4050824f', '00000000-0000-0000-0000-000000000001', '8df12e9c-57a1-4ac4-90c7-0713142510b3', 2, '010', 1, 'warmup', 'completed', 1, 'w', NULL, 1, '{"acc": 1.0}', NULL, 2, 1, '2026-12-01 01:27:36.650639+00', '2026-12-01 01:27:36.821271+00', '2026-12-01 01:27:36.826654+00');
INSERT INTO public.trial VALUES ('e869af1e-159a-46ae-a03d-edadd767a87a', '00000000-0000-0000-0000-000000000001', '8df12e9c-57a1-4ac4-90c7-0713142510b3', 3, '333', 2, 'ranked', 'completed', 1, 'w', NULL, 9, '{"acc": 9.0}', NULL, 3, 9, '2026-12-01 01:27:37.376647+00', '2026-12-01 01:27:37.557137+00', '2026-12-01 01:27:37.564972+00');
INSERT INTO public.trial VALUES ('54c36025-0af5-4174-88c5-be167c086d87', '00000000-0000-0000-0000-000000000001', '8df12e9c-57a1-4ac4-90c7-0713142510b3', 4, '233', 3, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 4, 9, '2026-12-01 01:27:37.743509+00', '2026-12-01 01:27:37.86161+00', '2026-12-01 01:27:37.867614+00');
INSERT INTO public.trial VALUES ('604577de-243a-49e7-a4e1-d4fa0a6765c3', '00000000-0000-0000-0000-000000000001', '8df12e9c-57a1-4ac4-90c7-0713142510b3', 5, '323', 4, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 5, 9, '2026-12-01 01:27:37.959982+00', '2026-12-01 01:27:38.027642+00', '2026-12-01 01:27:38.036088+00');
INSERT INTO public.trial VALUES ('1aa47fdc-3faa-46c6-a9d9-62feb29ed0a7', '00000000-0000-0000-0000-000000000001', '8df12e9c-57a1-4ac4-90c7-0713142510b3', 6, '332', 5, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 6, 9, '2026-12-01 01:27:38.140438+00', '2026-12-01 01:27:38.198181+00', '2026-12-01 01:27:38.205245+00');
INSERT INTO public.trial VALUES ('a1f26ad9-41ac-4b5d-92a0-0ec04f8befca', '00000000-0000-0000-0000-000000000001', '03da68e6-bed6-439b-b790-11a45761bd58', 1, '230', 1, 'warmup', 'failed', 1, 'w', NULL, NULL, NULL, 'out of memory', 1, NULL, '2026-12-01 01:27:38.253639+00', '2026-12-01 01:27:38.269491+00', '2026-12-01 01:27:38.276988+00');
INSERT INTO public.trial VALUES ('d9bfdf32-a4b8-4dbe-92b7-96ba9368df86', '00000000-0000-0000-0000-000000000001', '03da68e6-bed6-439b-b790-11a45761bd58', 2, '010', 1, 'warmup', 'completed', 1, 'w', NULL, 1, '{"acc": 1.0}', NULL, 2, 1, '2026-12-01 01:27:38.253639+00', '2026-12-01 01:27:38.287625+00', '2026-12-01 01:27:38.29042+00');
INSERT INTO public.trial VALUES ('1998b1ae-df33-4bf8-ac70-5a4a901e6c0c', '00000000-0000-0000-0000-000000000001', '03da68e6-bed6-439b-b790-11a45761bd58', 3, '333', 2, 'ranked', 'completed', 1, 'w', NULL, 9, '{"acc": 9.0}', NULL, 3, 9, '2026-12-01 01:27:38.381488+00', '2026-12-01 01:27:38.430743+00', '2026-12-01 01:27:38.435028+00');
INSERT INTO public.trial VALUES ('67710bb3-479e-4d52-a5a9-71b2e9678a46', '00000000-0000-0000-0000-000000000001', '03da68e6-bed6-439b-b790-11a45761bd58', 4, '233', 3, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 4, 9, '2026-12-01 01:27:38.524412+00', '2026-12-01 01:27:38.595546+00', '2026-12-01 01:27:38.599853+00');
INSERT INTO public.trial VALUES ('635957e2-e4c2-47b0-b371-167671e5564b', '00000000-0000-0000-0000-000000000001', '03da68e6-bed6-439b-b790-11a45761bd58', 5, '323', 4, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 5, 9, '2026-12-01 01:27:38.721362+00', '2026-12-01 01:27:38.755735+00', '2026-12-01 01:27:38.760961+00');
INSERT INTO public.trial VALUES ('ccf03db5-7d2c-4314-a09e-13a1d9d4ff0f', '00000000-0000-0000-0000-000000000001', '6cf2f652-8e6d-446f-b58b-0c6043fbd651', 2, '010', 1, 'warmup', 'queued', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:27:38.823033+00', NULL, NULL);
INSERT INTO public.trial VALUES ('6ff9812a-f8f2-4df6-9748-faba481546f9', '00000000-0000-0000-0000-000000000001', '6cf2f652-8e6d-446f-b58b-0c6043fbd651', 1, '230', 1, 'warmup', 'running', 1, 'callback', '2026-12-01 01:32:38.859605+00', NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:27:38.823033+00', '2026-12-01 01:27:38.859605+00', NULL);
INSERT INTO public.trial VALUES ('01033814-59c7-4e78-a713-313f0b6bdfc7', '00000000-0000-0000-0000-000000000001', '03da68e6-bed6-439b-b790-11a45761bd58', 6, '332', 5, 'ranked', 'queued', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:27:38.870428+00', NULL, NULL);
INSERT INTO public.trial VALUES ('12fc2012-2012-4404-b358-ee900873e0af', '00000000-0000-0000-0000-000000000001', '1c9a1e17-339b-48a7-ae0e-bf5e6c5c8eb2', 1, '230', 1, 'warmup', 'queued', 2, 'w', NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:27:38.782785+00', '2026-12-01 01:27:38.812691+00', NULL);
INSERT INTO public.webhook_endpoint VALUES ('d6a0e04e-5d77-478a-ba8f-14f925023c93', '00000000-0000-0000-0000-000000000001', 'http://127.0.0.1:48003/', NULL, '{job.started,job.completed,job.failed,job.cancelled,trial.completed,trial.failed,trial.lease_expired,best.improved,webhook.ping,webhook.disabled}', 'enabled', NULL, NULL, '2026-12-01 01:27:37.173428+00', 6, '2026-12-01 01:27:40.729407+00', '2026-12-01 01:27:38.710824+00', '2026-12-01 01:27:36.6304+00');
INSERT INTO public.webhook_secret VALUES ('62225d11-f67f-42f3-a024-5b4828a85d5c', '00000000-0000-0000-0000-000000000001', 'd6a0e04e-5d77-478a-ba8f-14f925023c93', 'test.pJpyrOK7Tkp07v8tCGXqyX20Ui-oUm0iqNcJrRlInv_QhO0Hqaul59uxQgKpD6Jeh2jO7vaIQC2poRThzWaYg518456EuIJKa3gE6urk', '2026-12-01 01:27:36.6304+00', NULL);
INSERT INTO public.worker VALUES ('io@host', '{callbacks,io}', '0.1.0', '2026-12-01 01:27:35.901927+00', '2026-12-01 01:27:35.901927+00');
INSERT INTO public.worker VALUES ('ranking@host', '{ranking}', '0.1.0', '2026-12-01 01:27:36.154815+00', '2026-12-01 01:27:36.154815+00');
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
ALTER TABLE ONLY public.ranking_use
    ADD CONSTRAINT pk_ranking_use PRIMARY KEY (project_id, minute);
ALTER TABLE ONLY public.round
    ADD CONSTRAINT pk_round PRIMARY KEY (id);
ALTER TABLE ONLY public.stateless_ranking
    ADD CONSTRAINT pk_stateless_ranking PRIMARY KEY (id);
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
CREATE INDEX ix_round_due ON public.round USING btree (planned_at) WHERE (state = 'planned'::text);
CREATE INDEX ix_round_project_id_claimed_until ON public.round USING btree (project_id, claimed_until);
CREATE INDEX ix_round_ranked ON public.round USING btree (project_id, ranked_at) WHERE (state = 'ranked'::text);
CREATE INDEX ix_round_turns ON public.round USING btree (project_id, planned_at) WHERE (state = 'planned'::text);
CREATE INDEX ix_stateless_ranking_planned_at ON public.stateless_ranking USING btree (planned_at);
CREATE INDEX ix_stateless_ranking_project_id_claimed_until ON public.stateless_ranking USING btree (project_id, claimed_until);
CREATE INDEX ix_stateless_ranking_turns ON public.stateless_ranking USING btree (project_id, planned_at) WHERE (state = 'planned'::text);
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
ALTER TABLE ONLY public.ranking_use
    ADD CONSTRAINT fk_ranking_use_project_id FOREIGN KEY (project_id) REFERENCES public.project(id);
ALTER TABLE ONLY public.round
    ADD CONSTRAINT fk_round_project_id_job_id FOREIGN KEY (project_id, job_id) REFERENCES public.job(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.stateless_ranking
    ADD CONSTRAINT fk_stateless_ranking_project_id FOREIGN KEY (project_id) REFERENCES public.project(id);
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
ALTER TABLE public.ranking_use ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.round ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stateless_ranking ENABLE ROW LEVEL SECURITY;
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
CREATE POLICY system ON public.ranking_use TO lmsearcher_system USING (true);
CREATE POLICY system ON public.round TO lmsearcher_system USING (true);
CREATE POLICY system ON public.stateless_ranking TO lmsearcher_system USING (true);
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
CREATE POLICY tenant ON public.ranking_use TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.round TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
CREATE POLICY tenant ON public.stateless_ranking TO lmsearcher_tenant USING ((project_id = ( SELECT (NULLIF(current_setting('app.project_id'::text, true), ''::text))::uuid AS "nullif")));
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
GRANT SELECT,INSERT,UPDATE ON TABLE public.ranking_use TO lmsearcher_tenant;
GRANT SELECT,DELETE ON TABLE public.ranking_use TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.round TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.round TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stateless_ranking TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stateless_ranking TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trial TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trial TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_endpoint TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_endpoint TO lmsearcher_system;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_secret TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_secret TO lmsearcher_system;
GRANT SELECT ON TABLE public.worker TO lmsearcher_tenant;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.worker TO lmsearcher_system;
