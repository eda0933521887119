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
    question jsonb NOT NULL,
    answer jsonb,
    planned_at timestamp with time zone NOT NULL,
    claimed_until timestamp with time zone,
    CONSTRAINT ck_stateless_ranking_answer CHECK (((state = 'ranked'::text) = (answer IS NOT NULL))),
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
INSERT INTO public.api_key VALUES ('cHnDyJXdwsws', '00000000-0000-0000-0000-000000000001', 'test', '\x0ee76d90655d565eb0b4b0244abe0e7423357bc69293cafab0d2e2f94425196d', '{admin}', '2026-12-01 01:22:35.815046+00', 'operator', NULL, NULL, NULL, '2026-12-01 01:22:35.843813+00', NULL);
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:35.815046+00', 'operator', 'key.created', 'key', 'cHnDyJXdwsws', NULL, NULL, '{"name": "test", "scopes": ["admin"], "expires_at": null}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (2, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:35.847857+00', 'cHnDyJXdwsws', 'session.started', 'key', 'cHnDyJXdwsws', '127.0.0.1', 'd7b0a30a65714193bf7b87b905495b4b', '{}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (3, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:35.858189+00', 'cHnDyJXdwsws', 'webhook.created', 'webhook', '14a18361-8a4b-4003-8cd1-39e4483415a6', '127.0.0.1', 'a8e94a4924114cd99b70b531cb65238d', '{"host": "127.0.0.1", "events": ["job.started", "job.completed", "job.failed", "job.cancelled", "trial.completed", "trial.failed", "trial.lease_expired", "best.improved", "webhook.ping", "webhook.disabled"]}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (4, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:35.867179+00', 'cHnDyJXdwsws', 'job.created', 'job', 'cd37cd84-e301-4275-91ea-5e54c7134ac1', '127.0.0.1', 'bfe19f854a3b4e9f91bb4e76f1eb2d11', '{"name": "ended"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (5, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:37.556716+00', 'cHnDyJXdwsws', 'job.created', 'job', '1454e88b-af0d-4bf5-ae19-43a084718990', '127.0.0.1', 'cc881e845ff049e8b1f494938351d99d', '{"name": "running"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (6, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:38.15547+00', 'cHnDyJXdwsws', 'job.created', 'job', 'e79d7358-4550-4149-a4b7-69011cd9b8d3', '127.0.0.1', '1c50bd8ff98844eca4b2aaa6827e2b5d', '{"name": "lost"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (7, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:38.20544+00', 'cHnDyJXdwsws', 'job.created', 'job', '18ee6c7d-8a47-48f6-bdb2-32ce704f61d5', '127.0.0.1', 'aed64220ae554da08c475ba7777aae67', '{"name": "called"}');
INSERT INTO public.browser_session VALUES ('\x73559c101a93ce6e60e2aaf38d376c7044ea35ba63cf235a69cd36f768444062', '00000000-0000-0000-0000-000000000001', 'cHnDyJXdwsws', '2026-12-01 01:22:35.847857+00', '2026-12-01 01:22:35.847857+00', '2026-12-01 13:22:35.847857+00');
INSERT INTO public.callback VALUES ('01645f60-1848-484e-9685-31f8c2c0572b', 1, '00000000-0000-0000-0000-000000000001', '18ee6c7d-8a47-48f6-bdb2-32ce704f61d5', 'pending', 2, '2026-12-01 01:22:41.588751+00', NULL, NULL, 'the connection was refused', NULL, '2026-12-01 01:22:38.232339+00', '2026-12-01 01:22:39.582387+00');
INSERT INTO public.delivery VALUES ('msg_637b142987154d85aad1b61307e1616e', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'trial.completed', 'trial.completed/82a83085-a83d-4fa9-bfbf-229b3ab90da8', '{"type":"trial.completed","timestamp":"2026-12-01T01:22:35.940041Z","data":{"job":{"id":"cd37cd84-e301-4275-91ea-5e54c7134ac1","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:35.867179Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":{"trial":"82a83085-a83d-4fa9-bfbf-229b3ab90da8","score":1.0}},"trial":{"id":"82a83085-a83d-4fa9-bfbf-229b3ab90da8","job":"cd37cd84-e301-4275-91ea-5e54c7134ac1","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:22:35.867179Z","started_at":"2026-12-01T01:22:35.936114Z","finished_at":"2026-12-01T01:22:35.940041Z"}}}', 'pending', 1, 1, '2026-12-01 01:22:42.831662+00', NULL, '2026-12-01 01:22:35.940041+00', NULL);
INSERT INTO public.delivery VALUES ('msg_4afa21ea26ad46c380b5da0901ab43c1', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'job.started', 'job.started/cd37cd84-e301-4275-91ea-5e54c7134ac1', '{"type":"job.started","timestamp":"2026-12-01T01:22:35.867179Z","data":{"job":{"id":"cd37cd84-e301-4275-91ea-5e54c7134ac1","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:35.867179Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":null}}}', 'pending', 1, 1, '2026-12-01 01:22:42.163727+00', NULL, '2026-12-01 01:22:35.867179+00', NULL);
INSERT INTO public.delivery VALUES ('msg_27ebdd01541c4ec2816342aa09d7fe9c', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'trial.failed', 'trial.failed/7127390b-c7a7-4add-89d0-2f7bb7b8613b', '{"type":"trial.failed","timestamp":"2026-12-01T01:22:35.925772Z","data":{"job":{"id":"cd37cd84-e301-4275-91ea-5e54c7134ac1","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:35.867179Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":null},"trial":{"id":"7127390b-c7a7-4add-89d0-2f7bb7b8613b","job":"cd37cd84-e301-4275-91ea-5e54c7134ac1","number":1,"ncode":"230","round":1,"source":"warmup","state":"failed","attempt":1,"worker":"w","score":null,"error":"out of memory","created_at":"2026-12-01T01:22:35.867179Z","started_at":"2026-12-01T01:22:35.913676Z","finished_at":"2026-12-01T01:22:35.925772Z"}}}', 'pending', 1, 1, '2026-12-01 01:22:42.769376+00', NULL, '2026-12-01 01:22:35.925772+00', NULL);
INSERT INTO public.delivery VALUES ('msg_f28220cecd61476dba9c02022fe72391', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'best.improved', 'best.improved/82a83085-a83d-4fa9-bfbf-229b3ab90da8', '{"type":"best.improved","timestamp":"2026-12-01T01:22:35.940041Z","data":{"job":{"id":"cd37cd84-e301-4275-91ea-5e54c7134ac1","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:35.867179Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":{"trial":"82a83085-a83d-4fa9-bfbf-229b3ab90da8","score":1.0}},"trial":{"id":"82a83085-a83d-4fa9-bfbf-229b3ab90da8","job":"cd37cd84-e301-4275-91ea-5e54c7134ac1","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:22:35.867179Z","started_at":"2026-12-01T01:22:35.936114Z","finished_at":"2026-12-01T01:22:35.940041Z"}}}', 'pending', 1, 1, '2026-12-01 01:22:42.443678+00', NULL, '2026-12-01 01:22:35.940041+00', NULL);
INSERT INTO public.delivery VALUES ('msg_590a64babc0941db8d8aec43170db019', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'trial.completed', 'trial.completed/53245676-2fd6-4fc6-bbb8-afbd41c09cb1', '{"type":"trial.completed","timestamp":"2026-12-01T01:22:37.032466Z","data":{"job":{"id":"cd37cd84-e301-4275-91ea-5e54c7134ac1","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:35.867179Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":6,"rounds":2},"best":{"trial":"53245676-2fd6-4fc6-bbb8-afbd41c09cb1","score":9.0}},"trial":{"id":"53245676-2fd6-4fc6-bbb8-afbd41c09cb1","job":"cd37cd84-e301-4275-91ea-5e54c7134ac1","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:22:36.826456Z","started_at":"2026-12-01T01:22:37.023931Z","finished_at":"2026-12-01T01:22:37.032466Z"}}}', 'pending', 1, 1, '2026-12-01 01:22:42.636546+00', NULL, '2026-12-01 01:22:37.032466+00', NULL);
INSERT INTO public.delivery VALUES ('msg_aa7fdcfb3b5c40d7b9cc0c5f466c0e13', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'trial.completed', 'trial.completed/70bac150-9b0c-47e0-8161-57b22e7af9a1', '{"type":"trial.completed","timestamp":"2026-12-01T01:22:37.194538Z","data":{"job":{"id":"cd37cd84-e301-4275-91ea-5e54c7134ac1","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:35.867179Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":4,"max_trials":6,"rounds":3},"best":{"trial":"53245676-2fd6-4fc6-bbb8-afbd41c09cb1","score":9.0}},"trial":{"id":"70bac150-9b0c-47e0-8161-57b22e7af9a1","job":"cd37cd84-e301-4275-91ea-5e54c7134ac1","number":4,"ncode":"233","round":3,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:22:37.130056Z","started_at":"2026-12-01T01:22:37.187039Z","finished_at":"2026-12-01T01:22:37.194538Z"}}}', 'pending', 0, 0, '2026-12-01 01:22:37.194538+00', NULL, '2026-12-01 01:22:37.194538+00', NULL);
INSERT INTO public.delivery VALUES ('msg_507832a42c2f402ba1cb7489dab08257', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'trial.completed', 'trial.completed/e2b768cf-5fd6-4946-bd60-ddf0d0716d94', '{"type":"trial.completed","timestamp":"2026-12-01T01:22:37.352381Z","data":{"job":{"id":"cd37cd84-e301-4275-91ea-5e54c7134ac1","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:35.867179Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":5,"max_trials":6,"rounds":4},"best":{"trial":"53245676-2fd6-4fc6-bbb8-afbd41c09cb1","score":9.0}},"trial":{"id":"e2b768cf-5fd6-4946-bd60-ddf0d0716d94","job":"cd37cd84-e301-4275-91ea-5e54c7134ac1","number":5,"ncode":"323","round":4,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:22:37.286275Z","started_at":"2026-12-01T01:22:37.343733Z","finished_at":"2026-12-01T01:22:37.352381Z"}}}', 'pending', 0, 0, '2026-12-01 01:22:37.352381+00', NULL, '2026-12-01 01:22:37.352381+00', NULL);
INSERT INTO public.delivery VALUES ('msg_eb5ac9336fb844a6af226059ae345e3f', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'trial.completed', 'trial.completed/da98ac38-1a49-4672-9986-87ab2f551db0', '{"type":"trial.completed","timestamp":"2026-12-01T01:22:37.525615Z","data":{"job":{"id":"cd37cd84-e301-4275-91ea-5e54c7134ac1","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:35.867179Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":6,"max_trials":6,"rounds":5},"best":{"trial":"53245676-2fd6-4fc6-bbb8-afbd41c09cb1","score":9.0}},"trial":{"id":"da98ac38-1a49-4672-9986-87ab2f551db0","job":"cd37cd84-e301-4275-91ea-5e54c7134ac1","number":6,"ncode":"332","round":5,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:22:37.444357Z","started_at":"2026-12-01T01:22:37.516923Z","finished_at":"2026-12-01T01:22:37.525615Z"}}}', 'pending', 0, 0, '2026-12-01 01:22:37.525615+00', NULL, '2026-12-01 01:22:37.525615+00', NULL);
INSERT INTO public.delivery VALUES ('msg_323e34379dde4c5ea13de455e6d5d87c', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'job.completed', 'job.completed/cd37cd84-e301-4275-91ea-5e54c7134ac1', '{"type":"job.completed","timestamp":"2026-12-01T01:22:37.525615Z","data":{"job":{"id":"cd37cd84-e301-4275-91ea-5e54c7134ac1","name":"ended","state":"completed","end_reason":"budget_used","created_at":"2026-12-01T01:22:35.867179Z","finished_at":"2026-12-01T01:22:37.525615Z","objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":6,"max_trials":6,"rounds":5},"best":{"trial":"53245676-2fd6-4fc6-bbb8-afbd41c09cb1","score":9.0}}}}', 'pending', 0, 0, '2026-12-01 01:22:37.525615+00', NULL, '2026-12-01 01:22:37.525615+00', NULL);
INSERT INTO public.delivery VALUES ('msg_0b03c33e25a646f1b87dd822253bc4cc', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'job.started', 'job.started/1454e88b-af0d-4bf5-ae19-43a084718990', '{"type":"job.started","timestamp":"2026-12-01T01:22:37.556716Z","data":{"job":{"id":"1454e88b-af0d-4bf5-ae19-43a084718990","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:37.556716Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 01:22:37.556716+00', NULL, '2026-12-01 01:22:37.556716+00', NULL);
INSERT INTO public.delivery VALUES ('msg_11bc169fc6af4dfd8b1f2600c13a19b4', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'trial.failed', 'trial.failed/daa4d499-0893-4bbb-8f54-592fab08fe7c', '{"type":"trial.failed","timestamp":"2026-12-01T01:22:37.594082Z","data":{"job":{"id":"1454e88b-af0d-4bf5-ae19-43a084718990","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:37.556716Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":null},"trial":{"id":"daa4d499-0893-4bbb-8f54-592fab08fe7c","job":"1454e88b-af0d-4bf5-ae19-43a084718990","number":1,"ncode":"230","round":1,"source":"warmup","state":"failed","attempt":1,"worker":"w","score":null,"error":"out of memory","created_at":"2026-12-01T01:22:37.556716Z","started_at":"2026-12-01T01:22:37.585424Z","finished_at":"2026-12-01T01:22:37.594082Z"}}}', 'pending', 0, 0, '2026-12-01 01:22:37.594082+00', NULL, '2026-12-01 01:22:37.594082+00', NULL);
INSERT INTO public.delivery VALUES ('msg_ab80d74c328f476aa0cfa9afc7710959', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'trial.completed', 'trial.completed/3436a726-df3b-48af-bff4-00e342faf47e', '{"type":"trial.completed","timestamp":"2026-12-01T01:22:37.615309Z","data":{"job":{"id":"1454e88b-af0d-4bf5-ae19-43a084718990","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:37.556716Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":{"trial":"3436a726-df3b-48af-bff4-00e342faf47e","score":1.0}},"trial":{"id":"3436a726-df3b-48af-bff4-00e342faf47e","job":"1454e88b-af0d-4bf5-ae19-43a084718990","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:22:37.556716Z","started_at":"2026-12-01T01:22:37.608977Z","finished_at":"2026-12-01T01:22:37.615309Z"}}}', 'pending', 0, 0, '2026-12-01 01:22:37.615309+00', NULL, '2026-12-01 01:22:37.615309+00', NULL);
INSERT INTO public.delivery VALUES ('msg_d0c6afd0343b41bbb9be88875b451b84', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'best.improved', 'best.improved/3436a726-df3b-48af-bff4-00e342faf47e', '{"type":"best.improved","timestamp":"2026-12-01T01:22:37.615309Z","data":{"job":{"id":"1454e88b-af0d-4bf5-ae19-43a084718990","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:37.556716Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":{"trial":"3436a726-df3b-48af-bff4-00e342faf47e","score":1.0}},"trial":{"id":"3436a726-df3b-48af-bff4-00e342faf47e","job":"1454e88b-af0d-4bf5-ae19-43a084718990","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:22:37.556716Z","started_at":"2026-12-01T01:22:37.608977Z","finished_at":"2026-12-01T01:22:37.615309Z"}}}', 'pending', 0, 0, '2026-12-01 01:22:37.615309+00', NULL, '2026-12-01 01:22:37.615309+00', NULL);
INSERT INTO public.delivery VALUES ('msg_062f2008a34e4b008851b36ab5f45154', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'trial.completed', 'trial.completed/8ded51f9-e4af-49ad-9dba-147166d9821f', '{"type":"trial.completed","timestamp":"2026-12-01T01:22:37.785929Z","data":{"job":{"id":"1454e88b-af0d-4bf5-ae19-43a084718990","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:37.556716Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":20,"rounds":2},"best":{"trial":"8ded51f9-e4af-49ad-9dba-147166d9821f","score":9.0}},"trial":{"id":"8ded51f9-e4af-49ad-9dba-147166d9821f","job":"1454e88b-af0d-4bf5-ae19-43a084718990","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:22:37.719682Z","started_at":"2026-12-01T01:22:37.779886Z","finished_at":"2026-12-01T01:22:37.785929Z"}}}', 'pending', 0, 0, '2026-12-01 01:22:37.785929+00', NULL, '2026-12-01 01:22:37.785929+00', NULL);
INSERT INTO public.delivery VALUES ('msg_75f0d9a42bf84320a0f56f019494fbf4', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'best.improved', 'best.improved/8ded51f9-e4af-49ad-9dba-147166d9821f', '{"type":"best.improved","timestamp":"2026-12-01T01:22:37.785929Z","data":{"job":{"id":"1454e88b-af0d-4bf5-ae19-43a084718990","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:37.556716Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":20,"rounds":2},"best":{"trial":"8ded51f9-e4af-49ad-9dba-147166d9821f","score":9.0}},"trial":{"id":"8ded51f9-e4af-49ad-9dba-147166d9821f","job":"1454e88b-af0d-4bf5-ae19-43a084718990","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:22:37.719682Z","started_at":"2026-12-01T01:22:37.779886Z","finished_at":"2026-12-01T01:22:37.785929Z"}}}', 'pending', 0, 0, '2026-12-01 01:22:37.785929+00', NULL, '2026-12-01 01:22:37.785929+00', NULL);
INSERT INTO public.delivery VALUES ('msg_810e6d3325954725acc0dd44dd777629', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'trial.completed', 'trial.completed/dade536f-a327-4850-b4c2-83fdbe29e37f', '{"type":"trial.completed","timestamp":"2026-12-01T01:22:37.962247Z","data":{"job":{"id":"1454e88b-af0d-4bf5-ae19-43a084718990","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:37.556716Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":4,"max_trials":20,"rounds":3},"best":{"trial":"8ded51f9-e4af-49ad-9dba-147166d9821f","score":9.0}},"trial":{"id":"dade536f-a327-4850-b4c2-83fdbe29e37f","job":"1454e88b-af0d-4bf5-ae19-43a084718990","number":4,"ncode":"233","round":3,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:22:37.920489Z","started_at":"2026-12-01T01:22:37.951529Z","finished_at":"2026-12-01T01:22:37.962247Z"}}}', 'pending', 0, 0, '2026-12-01 01:22:37.962247+00', NULL, '2026-12-01 01:22:37.962247+00', NULL);
INSERT INTO public.delivery VALUES ('msg_cfada868d1f4445ca69d09880908d468', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'trial.completed', 'trial.completed/f1927a75-8c9e-4723-9557-c4c51e30e0c6', '{"type":"trial.completed","timestamp":"2026-12-01T01:22:38.138383Z","data":{"job":{"id":"1454e88b-af0d-4bf5-ae19-43a084718990","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:37.556716Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":5,"max_trials":20,"rounds":4},"best":{"trial":"8ded51f9-e4af-49ad-9dba-147166d9821f","score":9.0}},"trial":{"id":"f1927a75-8c9e-4723-9557-c4c51e30e0c6","job":"1454e88b-af0d-4bf5-ae19-43a084718990","number":5,"ncode":"323","round":4,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:22:38.087000Z","started_at":"2026-12-01T01:22:38.133701Z","finished_at":"2026-12-01T01:22:38.138383Z"}}}', 'pending', 0, 0, '2026-12-01 01:22:38.138383+00', NULL, '2026-12-01 01:22:38.138383+00', NULL);
INSERT INTO public.delivery VALUES ('msg_57e144c6e3aa47b2bbc904bb7e8c0944', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'job.started', 'job.started/e79d7358-4550-4149-a4b7-69011cd9b8d3', '{"type":"job.started","timestamp":"2026-12-01T01:22:38.155470Z","data":{"job":{"id":"e79d7358-4550-4149-a4b7-69011cd9b8d3","name":"lost","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:38.155470Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":1,"max_trials":1,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 01:22:38.15547+00', NULL, '2026-12-01 01:22:38.15547+00', NULL);
INSERT INTO public.delivery VALUES ('msg_5836b1702e0f4ccb9ddbb04868485b4e', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'best.improved', 'best.improved/53245676-2fd6-4fc6-bbb8-afbd41c09cb1', '{"type":"best.improved","timestamp":"2026-12-01T01:22:37.032466Z","data":{"job":{"id":"cd37cd84-e301-4275-91ea-5e54c7134ac1","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:35.867179Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":6,"rounds":2},"best":{"trial":"53245676-2fd6-4fc6-bbb8-afbd41c09cb1","score":9.0}},"trial":{"id":"53245676-2fd6-4fc6-bbb8-afbd41c09cb1","job":"cd37cd84-e301-4275-91ea-5e54c7134ac1","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:22:36.826456Z","started_at":"2026-12-01T01:22:37.023931Z","finished_at":"2026-12-01T01:22:37.032466Z"}}}', 'pending', 1, 1, '2026-12-01 01:22:43.645032+00', NULL, '2026-12-01 01:22:37.032466+00', NULL);
INSERT INTO public.delivery VALUES ('msg_91c29d6add034391ac09bef176e50b79', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'job.started', 'job.started/18ee6c7d-8a47-48f6-bdb2-32ce704f61d5', '{"type":"job.started","timestamp":"2026-12-01T01:22:38.205440Z","data":{"job":{"id":"18ee6c7d-8a47-48f6-bdb2-32ce704f61d5","name":"called","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:38.205440Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":2,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 01:22:38.20544+00', NULL, '2026-12-01 01:22:38.20544+00', NULL);
INSERT INTO public.delivery VALUES ('msg_afbc2a379a1e41bbb0f132a8a9d02427', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'trial.lease_expired', 'trial.lease_expired/201bcb4c-9ca1-432d-be45-9b18b4ca0b11/1', '{"type":"trial.lease_expired","timestamp":"2026-12-01T01:22:39.506978Z","data":{"job":{"id":"e79d7358-4550-4149-a4b7-69011cd9b8d3","name":"lost","state":"running","end_reason":null,"created_at":"2026-12-01T01:22:38.155470Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":1,"max_trials":1,"rounds":1},"best":null},"trial":{"id":"201bcb4c-9ca1-432d-be45-9b18b4ca0b11","job":"e79d7358-4550-4149-a4b7-69011cd9b8d3","number":1,"ncode":"230","round":1,"source":"warmup","state":"queued","attempt":2,"worker":"w","score":null,"error":null,"created_at":"2026-12-01T01:22:38.155470Z","started_at":"2026-12-01T01:22:38.193415Z","finished_at":null},"lease":{"attempt":1,"worker":"w"}}}', 'pending', 0, 0, '2026-12-01 01:22:39.506978+00', NULL, '2026-12-01 01:22:39.506978+00', NULL);
INSERT INTO public.delivery_attempt VALUES ('msg_637b142987154d85aad1b61307e1616e', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:36.850575+00', NULL, 'the connection was refused', 2, '');
INSERT INTO public.delivery_attempt VALUES ('msg_4afa21ea26ad46c380b5da0901ab43c1', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:36.875473+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_27ebdd01541c4ec2816342aa09d7fe9c', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:36.876917+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_f28220cecd61476dba9c02022fe72391', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:36.87695+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_590a64babc0941db8d8aec43170db019', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:37.048758+00', NULL, 'the connection was refused', 1, '');
INSERT INTO public.delivery_attempt VALUES ('msg_5836b1702e0f4ccb9ddbb04868485b4e', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:38.188584+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.idempotency_record VALUES ('00000000-0000-0000-0000-000000000001', 'POST /v1/jobs', 'one', '\xab40bbbd4f076efb0a1b176775d8e487f227bdd8a862084014b81cbd5b34ef31', '{"id": "cd37cd84-e301-4275-91ea-5e54c7134ac1", "name": "ended", "state": "running", "end_reason": null, "pause_reason": null, "created_at": "2026-12-01T01:22:35.867179Z", "finished_at": null, "deadline_at": null, "revision": 2, "space": {"dimensions": [{"name": "depth", "type": "int", "low": 1, "high": 4}, {"name": "width", "type": "int", "low": 1, "high": 4}, {"name": "kernel", "type": "int", "low": 1, "high": 4}]}, "space_size": "64", "ncode": {"length": 3, "widths": [1, 1, 1]}, "objective": {"metric": "acc", "goal": "maximize"}, "budget": {"max_trials": 6, "max_parallel": 1, "max_failures": null, "deadline_s": null}, "strategy": {"ranker": "surrogate", "pool": {"kind": "extended", "size": 256}, "warmup": 2, "history": 200, "penalize": ["infeasible"]}, "evaluation": {"mode": "pull", "lease_s": 300, "max_attempts": 3}, "seed": 7, "tags": {}, "progress": {"queued": 2, "running": 0, "completed": 0, "failed": 0, "infeasible": 0, "cancelled": 0, "trials": 2, "max_trials": 6, "rounds": 1}, "best": null}', '2026-12-01 01:22:35.867179+00');
INSERT INTO public.job VALUES ('1454e88b-af0d-4bf5-ae19-43a084718990', '00000000-0000-0000-0000-000000000001', 'running', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 20, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 300, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 16, 6, 5, 5, 1, 9, '8ded51f9-e4af-49ad-9dba-147166d9821f', '2026-12-01 01:22:37.556716+00', NULL);
INSERT INTO public.job VALUES ('cd37cd84-e301-4275-91ea-5e54c7134ac1', '00000000-0000-0000-0000-000000000001', 'ended', 'completed', 'budget_used', '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 6, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 300, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 19, 6, 5, 6, 1, 9, '53245676-2fd6-4fc6-bbb8-afbd41c09cb1', '2026-12-01 01:22:35.867179+00', '2026-12-01 01:22:37.525615+00');
INSERT INTO public.job VALUES ('e79d7358-4550-4149-a4b7-69011cd9b8d3', '00000000-0000-0000-0000-000000000001', 'lost', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 1, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 1, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 4, 1, 1, 0, 0, NULL, NULL, '2026-12-01 01:22:38.15547+00', NULL);
INSERT INTO public.job VALUES ('18ee6c7d-8a47-48f6-bdb2-32ce704f61d5', '00000000-0000-0000-0000-000000000001', 'called', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 2, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"url": "http://127.0.0.1:48011/", "mode": "callback", "lease_s": 300, "timeout_s": 30, "max_attempts": 3, "max_concurrency": 1}', '[{"encrypted": "test.Vfvmu_o8tUXBxNJmgNfU7aPuRBhq20cwFlaAWIyHs88rU8vlvSfSzi4kzveN8zvsIoldDV10gfgKzLUmPxBLhxFSBXBqQUymUNYh1K_Z", "expires_at": null}]', NULL, NULL, 7, '{}', 5, 2, 1, 0, 0, NULL, NULL, '2026-12-01 01:22:38.20544+00', NULL);
INSERT INTO public.lease VALUES ('\x53ab3b3b3f8a3abcbbe56ff5d4e0dfb9d3a574e5967bf3557a539661120b4058', '00000000-0000-0000-0000-000000000001', '7127390b-c7a7-4add-89d0-2f7bb7b8613b', 'w', 1, '2026-12-01 01:22:35.913676+00');
INSERT INTO public.lease VALUES ('\x8d04e065a7c125d57c84bd8f8f18bb41fe8f39186a711dc27a6bc7e3f6f040c8', '00000000-0000-0000-0000-000000000001', '82a83085-a83d-4fa9-bfbf-229b3ab90da8', 'w', 1, '2026-12-01 01:22:35.936114+00');
INSERT INTO public.lease VALUES ('\x5f015e9cd798b7932d389c9e550afb3fa0ed6b32edb69485f5b5c3a5a4bcd228', '00000000-0000-0000-0000-000000000001', '53245676-2fd6-4fc6-bbb8-afbd41c09cb1', 'w', 1, '2026-12-01 01:22:37.023931+00');
INSERT INTO public.lease VALUES ('\x9a3da042305031e57099ea9a8e4c92ef694d1cffb71e04cc551cfb275b402807', '00000000-0000-0000-0000-000000000001', '70bac150-9b0c-47e0-8161-57b22e7af9a1', 'w', 1, '2026-12-01 01:22:37.187039+00');
INSERT INTO public.lease VALUES ('\xd4bb4d3c7020263ae601172cbdff5720238fa23c4b038bee47eb6bb2ae962fbf', '00000000-0000-0000-0000-000000000001', 'e2b768cf-5fd6-4946-bd60-ddf0d0716d94', 'w', 1, '2026-12-01 01:22:37.343733+00');
INSERT INTO public.lease VALUES ('\x875a9e6d32bc8eca96036e40d31e2321998b1941c648cf29ed5d9b2e1b9b84f1', '00000000-0000-0000-0000-000000000001', 'da98ac38-1a49-4672-9986-87ab2f551db0', 'w', 1, '2026-12-01 01:22:37.516923+00');
INSERT INTO public.lease VALUES ('\x6b3190ed3bfff854a9ac760c615d7130161705641d8ce877f81841512372111c', '00000000-0000-0000-0000-000000000001', 'daa4d499-0893-4bbb-8f54-592fab08fe7c', 'w', 1, '2026-12-01 01:22:37.585424+00');
INSERT INTO public.lease VALUES ('\x32928ea2079c6bcb588d1cb32d697fab2bfbae54e949156ef0a229d2ba6687bb', '00000000-0000-0000-0000-000000000001', '3436a726-df3b-48af-bff4-00e342faf47e', 'w', 1, '2026-12-01 01:22:37.608977+00');
INSERT INTO public.lease VALUES ('\x07716127d19a59a615e3d9fed3a74dd5e47b60a1c0115f818b30f008cb232501', '00000000-0000-0000-0000-000000000001', '8ded51f9-e4af-49ad-9dba-147166d9821f', 'w', 1, '2026-12-01 01:22:37.779886+00');
INSERT INTO public.lease VALUES ('\xf0507240158656f9859c21a472da700177d9481dc2429e991688dabbb115a417', '00000000-0000-0000-0000-000000000001', 'dade536f-a327-4850-b4c2-83fdbe29e37f', 'w', 1, '2026-12-01 01:22:37.951529+00');
INSERT INTO public.lease VALUES ('\x0756537dbb0a0f071fc4ea323713ce8b6b7d82f57853836f70b50008176f9512', '00000000-0000-0000-0000-000000000001', 'f1927a75-8c9e-4723-9557-c4c51e30e0c6', 'w', 1, '2026-12-01 01:22:38.133701+00');
INSERT INTO public.lease VALUES ('\x4bab2ca0eccd10a25d2f77d91dc835d3708dda0b541bb4ba8bc163cf6d1431f5', '00000000-0000-0000-0000-000000000001', '201bcb4c-9ca1-432d-be45-9b18b4ca0b11', 'w', 1, '2026-12-01 01:22:38.193415+00');
INSERT INTO public.lease VALUES ('\xa69b6f62b23aa17c251c2504c6783a47c84ca639380643d4e476edc9ad1f409a', '00000000-0000-0000-0000-000000000001', '01645f60-1848-484e-9685-31f8c2c0572b', 'callback', 1, '2026-12-01 01:22:38.232339+00');
INSERT INTO public.lease VALUES ('\xf2b47e302e5a08238ba391a9c72cf7e67381884e4c0619d4bcccc65b95c42b9e', '00000000-0000-0000-0000-000000000001', '01645f60-1848-484e-9685-31f8c2c0572b', 'callback', 1, '2026-12-01 01:22:39.571538+00');
INSERT INTO public.lease_expiry VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:00+00', 1);
INSERT INTO public.project VALUES ('00000000-0000-0000-0000-000000000001', 'default', '{}', '2026-12-01 01:22:32.004423+00');
INSERT INTO public.ranker_revision VALUES ('surrogate', '3', '2026-12-01 01:22:36.819472+00');
INSERT INTO public.ranker_state VALUES ('surrogate', 'ready', '3', NULL, '2026-12-01 01:22:36.819472+00');
INSERT INTO public.ranking_use VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 01:22:00+00', 0.006930510000529466);
INSERT INTO public.round VALUES ('26a7926d-9bf4-4e35-91ed-2208992f8e95', '00000000-0000-0000-0000-000000000001', 'cd37cd84-e301-4275-91ea-5e54c7134ac1', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 01:22:35.867179+00', NULL, '2026-12-01 01:22:35.867179+00');
INSERT INTO public.round VALUES ('04ea12d7-bfae-4880-8ba5-3867b5022815', '00000000-0000-0000-0000-000000000001', 'cd37cd84-e301-4275-91ea-5e54c7134ac1', 2, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 2, 2, 1, 'f813fa5ce29ac68ec4897d3ec6b95a4aa716db68a8efbfafd8b1194fe3116cbb', '{333,233,303,332,323,203,232,313,322,133,331,223,302,321,103,033,202,312,330,123,231,213,301,132,222,003,311,201,300,113,212,221,032,102,122,320,023,131,002,013,310,200,112,220,211,121,022,130,031,101,120,012,030,210,100,111,001,021,011,000,110,020}', '{-7.827081893849577,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.927139722962746,-7.927139722962746,-7.927139722962746,-7.927139722962746}', '{0}', NULL, NULL, 0.729, '2026-12-01 01:22:35.940041+00', '2026-12-01 01:23:06.727257+00', '2026-12-01 01:22:36.826456+00');
INSERT INTO public.round VALUES ('cbf79c03-9aa2-440f-9aea-feb62b8f4510', '00000000-0000-0000-0000-000000000001', 'cd37cd84-e301-4275-91ea-5e54c7134ac1', 3, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 3, 3, 2, '5b2214994c97e41525e722d560e0f225e39697a0defd271ea8f8c0719b5a4afd', '{233,323,332,331,133,313,232,223,322,303,033,330,231,123,213,321,132,312,222,203,302,103,202,301,032,320,023,131,113,122,311,212,221,003,102,300,201,013,031,022,220,121,211,310,130,112,002,200,101,111,012,030,120,210,021,001,100,011,020,110,000}', '{-2.5029689485056523,-2.5029689485056523,-2.5029689485056523,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7992400561410555,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.902720797321046,-2.902720797321046,-2.9954482822576636,-2.9954482822576636,-2.9954482822576636,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.2430166325804843,-3.2430166325804843,-3.2430166325804843,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.5050516526616367,-3.5050516526616367,-4.154787099259599,-4.154787099259599,-4.154787099259599,-4.193511927377555}', '{0}', NULL, NULL, 0.919, '2026-12-01 01:22:37.032466+00', '2026-12-01 01:23:07.048586+00', '2026-12-01 01:22:37.130056+00');
INSERT INTO public.round VALUES ('7dfd1fcc-74ee-446c-892f-17212afa5e7e', '00000000-0000-0000-0000-000000000001', 'cd37cd84-e301-4275-91ea-5e54c7134ac1', 4, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 4, 4, 3, '53f4c024d53d300fe042b61832776b27e4fd2297a34f9c6f62bd0af470f3a0bb', '{323,332,313,331,322,303,330,321,312,302,203,301,311,320,033,231,132,213,123,222,202,103,300,032,023,221,113,131,212,122,102,003,201,232,133,223,310,013,211,031,022,220,112,130,121,002,200,101,030,012,021,210,111,120,001,100,110,011,020,000}', '{-2.62220171813057,-2.62220171813057,-2.870046260309175,-2.870046260309175,-2.870046260309175,-2.9720469547162267,-3.0560532302234296,-3.0560532302234296,-3.0560532302234296,-3.0914988630643547,-3.196093208655906,-3.200165536956782,-3.226238129868837,-3.226238129868837,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.2619887144771025,-3.2619887144771025,-3.32351478013379,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.3630130174214816,-3.3630130174214816,-3.3630130174214816,-3.366338531749186,-3.366338531749186,-3.366338531749186,-3.432075296018785,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.527253609224137,-3.527253609224137,-3.527253609224137,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.844386370984905,-3.844386370984905,-4.6760094219801385,-4.6760094219801385,-4.6760094219801385,-4.7015159447577455}', '{0}', NULL, NULL, 0.889, '2026-12-01 01:22:37.194538+00', '2026-12-01 01:23:07.207153+00', '2026-12-01 01:22:37.286275+00');
INSERT INTO public.round VALUES ('36ec05ba-8b63-4af8-b5d9-21ca7dbc6d38', '00000000-0000-0000-0000-000000000001', 'cd37cd84-e301-4275-91ea-5e54c7134ac1', 5, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 5, 5, 4, '14e9f52638f3b8b6b40b387afe67886af14186b964c1287f2b02e2870ce8822e', '{332,331,330,303,302,301,321,231,033,132,312,203,103,202,032,320,311,131,300,133,232,322,313,102,003,201,023,212,113,221,122,123,213,222,310,130,031,101,200,002,013,220,211,022,121,112,030,100,001,210,120,012,021,111,223,110,020,011,000}', '{-2.85337941133423,-3.131934730649321,-3.3363048983864667,-3.457706620016544,-3.4820927689520613,-3.5548795884253446,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.5978359436509835,-3.622706502599407,-3.622706502599407,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6695860890570393,-3.6843780003655624,-3.6843780003655624,-3.6843780003655633,-3.6843780003655633,-3.712832632512242,-3.712832632512242,-3.712832632512242,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.79426095920843,-3.79426095920843,-3.79426095920843,-3.8307489309960534,-3.8307489309960534,-3.8307489309960534,-3.8886134657865155,-3.8886134657865155,-3.8886134657865155,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-4.203050359186143,-4.250354137546824,-4.250354137546824,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.3354318056074765,-5.2478254931949655,-5.2478254931949655,-5.2478254931949655,-5.253422077483705}', '{0}', NULL, NULL, 0.835, '2026-12-01 01:22:37.352381+00', '2026-12-01 01:23:07.367204+00', '2026-12-01 01:22:37.444357+00');
INSERT INTO public.round VALUES ('f65d45b7-2834-4701-8a0d-7d20dc118a40', '00000000-0000-0000-0000-000000000001', '1454e88b-af0d-4bf5-ae19-43a084718990', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 01:22:37.556716+00', NULL, '2026-12-01 01:22:37.556716+00');
INSERT INTO public.round VALUES ('c72e0673-c30d-4a3a-922d-510639bce957', '00000000-0000-0000-0000-000000000001', '1454e88b-af0d-4bf5-ae19-43a084718990', 2, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 2, 2, 1, 'f813fa5ce29ac68ec4897d3ec6b95a4aa716db68a8efbfafd8b1194fe3116cbb', '{333,233,303,332,323,203,232,313,322,133,331,223,302,321,103,033,202,312,330,123,231,213,301,132,222,003,311,201,300,113,212,221,032,102,122,320,023,131,002,013,310,200,112,220,211,121,022,130,031,101,120,012,030,210,100,111,001,021,011,000,110,020}', '{-7.827081893849577,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.927139722962746,-7.927139722962746,-7.927139722962746,-7.927139722962746}', '{0}', NULL, NULL, 0.837, '2026-12-01 01:22:37.615309+00', '2026-12-01 01:23:07.646317+00', '2026-12-01 01:22:37.719682+00');
INSERT INTO public.round VALUES ('dd326070-3090-4955-9932-cfa5d45a2329', '00000000-0000-0000-0000-000000000001', 'e79d7358-4550-4149-a4b7-69011cd9b8d3', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230}', NULL, '{0}', NULL, NULL, NULL, '2026-12-01 01:22:38.15547+00', NULL, '2026-12-01 01:22:38.15547+00');
INSERT INTO public.round VALUES ('c005ffe3-c187-491f-8921-33a18c74377a', '00000000-0000-0000-0000-000000000001', '18ee6c7d-8a47-48f6-bdb2-32ce704f61d5', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 01:22:38.20544+00', NULL, '2026-12-01 01:22:38.20544+00');
INSERT INTO public.round VALUES ('71e03450-bfb6-4cdb-8b55-dd15f3a7751b', '00000000-0000-0000-0000-000000000001', '1454e88b-af0d-4bf5-ae19-43a084718990', 3, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 3, 3, 2, '5b2214994c97e41525e722d560e0f225e39697a0defd271ea8f8c0719b5a4afd', '{233,323,332,331,133,313,232,223,322,303,033,330,231,123,213,321,132,312,222,203,302,103,202,301,032,320,023,131,113,122,311,212,221,003,102,300,201,013,031,022,220,121,211,310,130,112,002,200,101,111,012,030,120,210,021,001,100,011,020,110,000}', '{-2.5029689485056523,-2.5029689485056523,-2.5029689485056523,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7992400561410555,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.902720797321046,-2.902720797321046,-2.9954482822576636,-2.9954482822576636,-2.9954482822576636,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.2430166325804843,-3.2430166325804843,-3.2430166325804843,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.5050516526616367,-3.5050516526616367,-4.154787099259599,-4.154787099259599,-4.154787099259599,-4.193511927377555}', '{0}', NULL, NULL, 0.831, '2026-12-01 01:22:37.785929+00', '2026-12-01 01:23:07.812761+00', '2026-12-01 01:22:37.920489+00');
INSERT INTO public.round VALUES ('023e4c33-705e-4173-8d16-32d75f675ace', '00000000-0000-0000-0000-000000000001', '1454e88b-af0d-4bf5-ae19-43a084718990', 4, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 4, 4, 3, '53f4c024d53d300fe042b61832776b27e4fd2297a34f9c6f62bd0af470f3a0bb', '{323,332,313,331,322,303,330,321,312,302,203,301,311,320,033,231,132,213,123,222,202,103,300,032,023,221,113,131,212,122,102,003,201,232,133,223,310,013,211,031,022,220,112,130,121,002,200,101,030,012,021,210,111,120,001,100,110,011,020,000}', '{-2.62220171813057,-2.62220171813057,-2.870046260309175,-2.870046260309175,-2.870046260309175,-2.9720469547162267,-3.0560532302234296,-3.0560532302234296,-3.0560532302234296,-3.0914988630643547,-3.196093208655906,-3.200165536956782,-3.226238129868837,-3.226238129868837,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.2619887144771025,-3.2619887144771025,-3.32351478013379,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.3630130174214816,-3.3630130174214816,-3.3630130174214816,-3.366338531749186,-3.366338531749186,-3.366338531749186,-3.432075296018785,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.527253609224137,-3.527253609224137,-3.527253609224137,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.844386370984905,-3.844386370984905,-4.6760094219801385,-4.6760094219801385,-4.6760094219801385,-4.7015159447577455}', '{0}', NULL, NULL, 0.866, '2026-12-01 01:22:37.962247+00', '2026-12-01 01:23:07.986012+00', '2026-12-01 01:22:38.087+00');
INSERT INTO public.round VALUES ('41de6b21-78c9-42f1-a41e-e8e864c6d4ad', '00000000-0000-0000-0000-000000000001', '1454e88b-af0d-4bf5-ae19-43a084718990', 5, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 5, 5, 4, '14e9f52638f3b8b6b40b387afe67886af14186b964c1287f2b02e2870ce8822e', '{332,331,330,303,302,301,321,231,033,132,312,203,103,202,032,320,311,131,300,133,232,322,313,102,003,201,023,212,113,221,122,123,213,222,310,130,031,101,200,002,013,220,211,022,121,112,030,100,001,210,120,012,021,111,223,110,020,011,000}', '{-2.85337941133423,-3.131934730649321,-3.3363048983864667,-3.457706620016544,-3.4820927689520613,-3.5548795884253446,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.5978359436509835,-3.622706502599407,-3.622706502599407,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6695860890570393,-3.6843780003655624,-3.6843780003655624,-3.6843780003655633,-3.6843780003655633,-3.712832632512242,-3.712832632512242,-3.712832632512242,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.79426095920843,-3.79426095920843,-3.79426095920843,-3.8307489309960534,-3.8307489309960534,-3.8307489309960534,-3.8886134657865155,-3.8886134657865155,-3.8886134657865155,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-4.203050359186143,-4.250354137546824,-4.250354137546824,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.3354318056074765,-5.2478254931949655,-5.2478254931949655,-5.2478254931949655,-5.253422077483705}', '{0}', NULL, NULL, 0.85, '2026-12-01 01:22:38.138383+00', '2026-12-01 01:23:08.156988+00', '2026-12-01 01:22:38.251245+00');
INSERT INTO public.stateless_ranking VALUES ('1b7cd05d-cb73-478b-a7ba-dfddca2db0c3', '00000000-0000-0000-0000-000000000001', 'ranked', 'surrogate', '{"seed": 0, "space": {"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}, "points": [], "scores": [], "candidates": [[0, 0, 0], [1, 1, 1]]}', '{"ranker": "surrogate", "ranking": [{"ncode": "000", "score": 0.0}, {"ncode": "111", "score": 0.0}], "revision": "3", "milliseconds": 0.034, "prompt_tokens": null, "fallback_reason": null}', '2026-12-01 01:22:38.251783+00', '2026-12-01 01:23:08.266015+00');
INSERT INTO public.trial VALUES ('7127390b-c7a7-4add-89d0-2f7bb7b8613b', '00000000-0000-0000-0000-000000000001', 'cd37cd84-e301-4275-91ea-5e54c7134ac1', 1, '230', 1, 'warmup', 'failed', 1, 'w', NULL, NULL, NULL, 'out of memory', 1, NULL, '2026-12-01 01:22:35.867179+00', '2026-12-01 01:22:35.913676+00', '2026-12-01 01:22:35.925772+00');
INSERT INTO public.trial VALUES ('82a83085-a83d-4fa9-bfbf-229b3ab90da8', '00000000-0000-0000-0000-000000000001', 'cd37cd84-e301-4275-91ea-5e54c7134ac1', 2, '010', 1, 'warmup', 'completed', 1, 'w', NULL, 1, '{"acc": 1.0}', NULL, 2, 1, '2026-12-01 01:22:35.867179+00', '2026-12-01 01:22:35.936114+00', '2026-12-01 01:22:35.940041+00');
INSERT INTO public.trial VALUES ('53245676-2fd6-4fc6-bbb8-afbd41c09cb1', '00000000-0000-0000-0000-000000000001', 'cd37cd84-e301-4275-91ea-5e54c7134ac1', 3, '333', 2, 'ranked', 'completed', 1, 'w', NULL, 9, '{"acc": 9.0}', NULL, 3, 9, '2026-12-01 01:22:36.826456+00', '2026-12-01 01:22:37.023931+00', '2026-12-01 01:22:37.032466+00');
INSERT INTO public.trial VALUES ('70bac150-9b0c-47e0-8161-57b22e7af9a1', '00000000-0000-0000-0000-000000000001', 'cd37cd84-e301-4275-91ea-5e54c7134ac1', 4, '233', 3, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 4, 9, '2026-12-01 01:22:37.130056+00', '2026-12-01 01:22:37.187039+00', '2026-12-01 01:22:37.194538+00');
INSERT INTO public.trial VALUES ('e2b768cf-5fd6-4946-bd60-ddf0d0716d94', '00000000-0000-0000-0000-000000000001', 'cd37cd84-e301-4275-91ea-5e54c7134ac1', 5, '323', 4, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 5, 9, '2026-12-01 01:22:37.286275+00', '2026-12-01 01:22:37.343733+00', '2026-12-01 01:22:37.352381+00');
INSERT INTO public.trial VALUES ('da98ac38-1a49-4672-9986-87ab2f551db0', '00000000-0000-0000-0000-000000000001', 'cd37cd84-e301-4275-91ea-5e54c7134ac1', 6, '332', 5, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 6, 9, '2026-12-01 01:22:37.444357+00', '2026-12-01 01:22:37.516923+00', '2026-12-01 01:22:37.525615+00');
INSERT INTO public.trial VALUES ('daa4d499-0893-4bbb-8f54-592fab08fe7c', '00000000-0000-0000-0000-000000000001', '1454e88b-af0d-4bf5-ae19-43a084718990', 1, '230', 1, 'warmup', 'failed', 1, 'w', NULL, NULL, NULL, 'out of memory', 1, NULL, '2026-12-01 01:22:37.556716+00', '2026-12-01 01:22:37.585424+00', '2026-12-01 01:22:37.594082+00');
INSERT INTO public.trial VALUES ('3436a726-df3b-48af-bff4-00e342faf47e', '00000000-0000-0000-0000-000000000001', '1454e88b-af0d-4bf5-ae19-43a084718990', 2, '010', 1, 'warmup', 'completed', 1, 'w', NULL, 1, '{"acc": 1.0}', NULL, 2, 1, '2026-12-01 01:22:37.556716+00', '2026-12-01 01:22:37.608977+00', '2026-12-01 01:22:37.615309+00');
INSERT INTO public.trial VALUES ('8ded51f9-e4af-49ad-9dba-147166d9821f', '00000000-0000-0000-0000-000000000001', '1454e88b-af0d-4bf5-ae19-43a084718990', 3, '333', 2, 'ranked', 'completed', 1, 'w', NULL, 9, '{"acc": 9.0}', NULL, 3, 9, '2026-12-01 01:22:37.719682+00', '2026-12-01 01:22:37.779886+00', '2026-12-01 01:22:37.785929+00');
INSERT INTO public.trial VALUES ('dade536f-a327-4850-b4c2-83fdbe29e37f', '00000000-0000-0000-0000-000000000001', '1454e88b-af0d-4bf5-ae19-43a084718990', 4, '233', 3, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 4, 9, '2026-12-01 01:22:37.920489+00', '2026-12-01 01:22:37.951529+00', '2026-12-01 01:22:37.962247+00');
INSERT INTO public.trial VALUES ('f1927a75-8c9e-4723-9557-c4c51e30e0c6', '00000000-0000-0000-0000-000000000001', '1454e88b-af0d-4bf5-ae19-43a084718990', 5, '323', 4, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 5, 9, '2026-12-01 01:22:38.087+00', '2026-12-01 01:22:38.133701+00', '2026-12-01 01:22:38.138383+00');
INSERT INTO public.trial VALUES ('04c6c31e-4902-4f2a-aae0-e0f5ea2300b2', '00000000-0000-0000-0000-000000000001', '18ee6c7d-8a47-48f6-bdb2-32ce704f61d5', 2, '010', 1, 'warmup', 'queued', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:22:38.20544+00', NULL, NULL);
INSERT INTO public.trial VALUES ('76ec065c-9638-4985-9e57-28aed78d3fec', '00000000-0000-0000-0000-000000000001', '1454e88b-af0d-4bf5-ae19-43a084718990', 6, '332', 5, 'ranked', 'queued', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:22:38.251245+00', NULL, NULL);
INSERT INTO public.trial VALUES ('01645f60-1848-484e-9685-31f8c2c0572b', '00000000-0000-0000-0000-000000000001', '18ee6c7d-8a47-48f6-bdb2-32ce704f61d5', 1, '230', 1, 'warmup', 'running', 1, 'callback', '2026-12-01 01:27:38.232339+00', NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:22:38.20544+00', '2026-12-01 01:22:38.232339+00', NULL);
INSERT INTO public.trial VALUES ('201bcb4c-9ca1-432d-be45-9b18b4ca0b11', '00000000-0000-0000-0000-000000000001', 'e79d7358-4550-4149-a4b7-69011cd9b8d3', 1, '230', 1, 'warmup', 'queued', 2, 'w', NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:22:38.15547+00', '2026-12-01 01:22:38.193415+00', NULL);
INSERT INTO public.webhook_endpoint VALUES ('14a18361-8a4b-4003-8cd1-39e4483415a6', '00000000-0000-0000-0000-000000000001', 'http://127.0.0.1:48011/', NULL, '{job.started,job.completed,job.failed,job.cancelled,trial.completed,trial.failed,trial.lease_expired,best.improved,webhook.ping,webhook.disabled}', 'enabled', NULL, NULL, '2026-12-01 01:22:36.888212+00', 6, '2026-12-01 01:22:40.575726+00', '2026-12-01 01:22:38.179617+00', '2026-12-01 01:22:35.858189+00');
INSERT INTO public.webhook_secret VALUES ('3befd389-eff5-46b7-8c49-bdd242b2e3f5', '00000000-0000-0000-0000-000000000001', '14a18361-8a4b-4003-8cd1-39e4483415a6', 'test.1ndwcZfS5yI94KitkGGD3PS-OQQOtwzrDdY4NdGB_KObUUQB1NYm89gFKnFnpIJEfZel2PZqPCzd3iPucSf2rEA1tCL82s4FmFeWUOaU', '2026-12-01 01:22:35.858189+00', NULL);
INSERT INTO public.worker VALUES ('ranking@host', '{ranking}', '0.1.0', '2026-12-01 01:22:35.63575+00', '2026-12-01 01:22:35.63575+00');
INSERT INTO public.worker VALUES ('io@host', '{callbacks,io}', '0.1.0', '2026-12-01 01:22:35.735312+00', '2026-12-01 01:22:35.735312+00');
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
ALTER TABLE ONLY public.stateless_ranking
    ADD CONSTRAINT pk_stateless_ranking PRIMARY KEY (id);
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
