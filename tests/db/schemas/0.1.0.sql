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
CREATE FUNCTION public.find_api_key(key_id text) RETURNS TABLE(project_id uuid, secret_sha256 bytea, scopes text[], expired boolean, revoked boolean, unnoted boolean, quotas jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
            SELECT api_key.project_id, secret_sha256, scopes, COALESCE(expires_at <= now(), false),
                revoked_at IS NOT NULL, COALESCE(last_used_at <= now() - interval '1 minute', true), project.quotas
            FROM public.api_key JOIN public.project ON project.id = api_key.project_id
            WHERE public_id = key_id
        $$;
CREATE FUNCTION public.find_browser_session(session_hash bytea) RETURNS TABLE(project_id uuid, key_id text, scopes text[], unnoted boolean, quotas jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
            SELECT browser_session.project_id, key_id, scopes,
                browser_session.last_used_at <= now() - interval '1 minute', project.quotas
            FROM public.browser_session
            JOIN public.api_key ON api_key.public_id = browser_session.key_id
            JOIN public.project ON project.id = browser_session.project_id
            WHERE token_sha256 = session_hash AND browser_session.expires_at > now()
                AND revoked_at IS NULL AND COALESCE(api_key.expires_at > now(), true)
        $$;
CREATE FUNCTION public.find_lease(lease_hash bytea) RETURNS TABLE(project_id uuid, trial_id uuid, quotas jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
            SELECT lease.project_id, lease.trial_id, project.quotas
            FROM public.lease JOIN public.project ON project.id = lease.project_id
            WHERE token_hash = lease_hash
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
INSERT INTO public.api_key VALUES ('U9TUxEKBlurX', '00000000-0000-0000-0000-000000000001', 'test', '\xed3c61772a2b7073efe81435b90692553797708a650d4ee0ad8cee837f850db7', '{admin}', '2026-12-01 04:42:48.372788+00', 'operator', NULL, NULL, NULL, '2026-12-01 04:42:48.403066+00', NULL);
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (1, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:48.372788+00', 'operator', 'key.created', 'key', 'U9TUxEKBlurX', NULL, NULL, '{"name": "test", "scopes": ["admin"], "expires_at": null}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (2, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:48.407355+00', 'U9TUxEKBlurX', 'session.started', 'key', 'U9TUxEKBlurX', '127.0.0.1', '123573332b7f4cadbe1599745141ea2e', '{}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (3, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:48.429469+00', 'U9TUxEKBlurX', 'webhook.created', 'webhook', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', '127.0.0.1', '6ee2b57206bb4c36b692aa39b40fb554', '{"host": "127.0.0.1", "events": ["job.started", "job.completed", "job.failed", "job.cancelled", "trial.completed", "trial.failed", "trial.lease_expired", "best.improved", "webhook.ping", "webhook.disabled"]}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (4, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:48.438427+00', 'U9TUxEKBlurX', 'job.created', 'job', 'cefce6d9-ac86-49ab-9d45-c22c66021ff5', '127.0.0.1', '75f2c64bc88c42d98d1dd2e3856fbc2e', '{"name": "ended"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (5, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:50.046702+00', 'U9TUxEKBlurX', 'job.created', 'job', '82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', '127.0.0.1', '2cfb4f29dbd84587bef2d4a54db7712d', '{"name": "running"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (6, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:50.52303+00', 'U9TUxEKBlurX', 'job.created', 'job', '037dd278-55bd-4cd5-998f-a93d1fb3a0ee', '127.0.0.1', '2fc89997b5e0403cb9dd8a466b294af9', '{"name": "lost"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (7, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:50.547161+00', 'U9TUxEKBlurX', 'job.created', 'job', 'd227b894-dea0-45b1-8282-98084ed9a90e', '127.0.0.1', '6a137ab1f9244a1e932683177b19d74d', '{"name": "called"}');
INSERT INTO public.browser_session VALUES ('\x3c8cb352d8bf76fc1a54e16dc9810a288d9a75b1f35e8b1a27ea18f8f7c21369', '00000000-0000-0000-0000-000000000001', 'U9TUxEKBlurX', '2026-12-01 04:42:48.407355+00', '2026-12-01 04:42:48.407355+00', '2026-12-01 16:42:48.407355+00');
INSERT INTO public.callback VALUES ('9702ee9b-afdb-4ed8-928a-fc354198ce65', 1, '00000000-0000-0000-0000-000000000001', 'd227b894-dea0-45b1-8282-98084ed9a90e', 'pending', 2, '2026-12-01 04:42:54.189688+00', NULL, NULL, 'the connection was refused', NULL, '2026-12-01 04:42:50.577751+00', '2026-12-01 04:42:51.817214+00');
INSERT INTO public.delivery VALUES ('msg_7f513201029f4738a58952fac5a98e11', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'trial.failed', 'trial.failed/8e7c4f69-ed54-460e-8756-20647fef4a09', '{"type":"trial.failed","timestamp":"2026-12-01T04:42:48.508146Z","data":{"job":{"id":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:48.438427Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":null},"trial":{"id":"8e7c4f69-ed54-460e-8756-20647fef4a09","job":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","number":1,"ncode":"230","round":1,"source":"warmup","state":"failed","attempt":1,"worker":"w","score":null,"error":"out of memory","created_at":"2026-12-01T04:42:48.438427Z","started_at":"2026-12-01T04:42:48.493885Z","finished_at":"2026-12-01T04:42:48.508146Z"}}}', 'pending', 1, 1, '2026-12-01 04:42:54.985589+00', NULL, '2026-12-01 04:42:48.508146+00', NULL);
INSERT INTO public.delivery VALUES ('msg_0825422ce95f43c0995c77fd3aace68d', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'best.improved', 'best.improved/fb8aaa70-f5d4-40f9-80a4-678802d7dac1', '{"type":"best.improved","timestamp":"2026-12-01T04:42:48.524324Z","data":{"job":{"id":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:48.438427Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":{"trial":"fb8aaa70-f5d4-40f9-80a4-678802d7dac1","score":1.0}},"trial":{"id":"fb8aaa70-f5d4-40f9-80a4-678802d7dac1","job":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T04:42:48.438427Z","started_at":"2026-12-01T04:42:48.520271Z","finished_at":"2026-12-01T04:42:48.524324Z"}}}', 'pending', 1, 1, '2026-12-01 04:42:55.40859+00', NULL, '2026-12-01 04:42:48.524324+00', NULL);
INSERT INTO public.delivery VALUES ('msg_ba47453a38464f538ee14c988be0c230', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'job.started', 'job.started/cefce6d9-ac86-49ab-9d45-c22c66021ff5', '{"type":"job.started","timestamp":"2026-12-01T04:42:48.438427Z","data":{"job":{"id":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:48.438427Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":null}}}', 'pending', 1, 1, '2026-12-01 04:42:54.458428+00', NULL, '2026-12-01 04:42:48.438427+00', NULL);
INSERT INTO public.delivery VALUES ('msg_fef093aedd2d412aa7423918ffca6cdc', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'trial.completed', 'trial.completed/e2d1d3b8-6d50-427e-9b64-ac08d3cd980a', '{"type":"trial.completed","timestamp":"2026-12-01T04:42:49.609361Z","data":{"job":{"id":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:48.438427Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":6,"rounds":2},"best":{"trial":"e2d1d3b8-6d50-427e-9b64-ac08d3cd980a","score":9.0}},"trial":{"id":"e2d1d3b8-6d50-427e-9b64-ac08d3cd980a","job":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T04:42:49.447063Z","started_at":"2026-12-01T04:42:49.601185Z","finished_at":"2026-12-01T04:42:49.609361Z"}}}', 'pending', 1, 1, '2026-12-01 04:42:55.60329+00', NULL, '2026-12-01 04:42:49.609361+00', NULL);
INSERT INTO public.delivery VALUES ('msg_978f28f614704f50b4ef36bcba4f385d', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'trial.completed', 'trial.completed/7df8eb42-408f-4765-bfd8-2cf66e4c6548', '{"type":"trial.completed","timestamp":"2026-12-01T04:42:49.705208Z","data":{"job":{"id":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:48.438427Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":4,"max_trials":6,"rounds":3},"best":{"trial":"e2d1d3b8-6d50-427e-9b64-ac08d3cd980a","score":9.0}},"trial":{"id":"7df8eb42-408f-4765-bfd8-2cf66e4c6548","job":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","number":4,"ncode":"233","round":3,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T04:42:49.687239Z","started_at":"2026-12-01T04:42:49.699143Z","finished_at":"2026-12-01T04:42:49.705208Z"}}}', 'pending', 0, 0, '2026-12-01 04:42:49.705208+00', NULL, '2026-12-01 04:42:49.705208+00', NULL);
INSERT INTO public.delivery VALUES ('msg_ea5793e3bb2642a28bcdb9a2de9ad01f', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'trial.completed', 'trial.completed/fb8aaa70-f5d4-40f9-80a4-678802d7dac1', '{"type":"trial.completed","timestamp":"2026-12-01T04:42:48.524324Z","data":{"job":{"id":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:48.438427Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":{"trial":"fb8aaa70-f5d4-40f9-80a4-678802d7dac1","score":1.0}},"trial":{"id":"fb8aaa70-f5d4-40f9-80a4-678802d7dac1","job":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T04:42:48.438427Z","started_at":"2026-12-01T04:42:48.520271Z","finished_at":"2026-12-01T04:42:48.524324Z"}}}', 'pending', 1, 1, '2026-12-01 04:42:54.663314+00', NULL, '2026-12-01 04:42:48.524324+00', NULL);
INSERT INTO public.delivery VALUES ('msg_c4678fa7ca8441ebad12b11ecd665ea9', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'trial.completed', 'trial.completed/bce16004-bff9-4524-b12b-e96bf362ea2b', '{"type":"trial.completed","timestamp":"2026-12-01T04:42:49.857478Z","data":{"job":{"id":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:48.438427Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":5,"max_trials":6,"rounds":4},"best":{"trial":"e2d1d3b8-6d50-427e-9b64-ac08d3cd980a","score":9.0}},"trial":{"id":"bce16004-bff9-4524-b12b-e96bf362ea2b","job":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","number":5,"ncode":"323","round":4,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T04:42:49.768982Z","started_at":"2026-12-01T04:42:49.852431Z","finished_at":"2026-12-01T04:42:49.857478Z"}}}', 'pending', 0, 0, '2026-12-01 04:42:49.857478+00', NULL, '2026-12-01 04:42:49.857478+00', NULL);
INSERT INTO public.delivery VALUES ('msg_090ecb69d2d84bb0b05ba09b79ccf35b', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'trial.completed', 'trial.completed/4b23f049-9867-485a-9c30-2662492268e9', '{"type":"trial.completed","timestamp":"2026-12-01T04:42:50.028232Z","data":{"job":{"id":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:48.438427Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":6,"max_trials":6,"rounds":5},"best":{"trial":"e2d1d3b8-6d50-427e-9b64-ac08d3cd980a","score":9.0}},"trial":{"id":"4b23f049-9867-485a-9c30-2662492268e9","job":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","number":6,"ncode":"332","round":5,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T04:42:49.954662Z","started_at":"2026-12-01T04:42:50.021245Z","finished_at":"2026-12-01T04:42:50.028232Z"}}}', 'pending', 0, 0, '2026-12-01 04:42:50.028232+00', NULL, '2026-12-01 04:42:50.028232+00', NULL);
INSERT INTO public.delivery VALUES ('msg_8fab0cf64de94e7a989228a5a83fd33b', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'job.completed', 'job.completed/cefce6d9-ac86-49ab-9d45-c22c66021ff5', '{"type":"job.completed","timestamp":"2026-12-01T04:42:50.028232Z","data":{"job":{"id":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","name":"ended","state":"completed","end_reason":"budget_used","created_at":"2026-12-01T04:42:48.438427Z","finished_at":"2026-12-01T04:42:50.028232Z","objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":6,"max_trials":6,"rounds":5},"best":{"trial":"e2d1d3b8-6d50-427e-9b64-ac08d3cd980a","score":9.0}}}}', 'pending', 0, 0, '2026-12-01 04:42:50.028232+00', NULL, '2026-12-01 04:42:50.028232+00', NULL);
INSERT INTO public.delivery VALUES ('msg_98c91498bc2e40d6903a67e6c5bc1296', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'job.started', 'job.started/82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', '{"type":"job.started","timestamp":"2026-12-01T04:42:50.046702Z","data":{"job":{"id":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:50.046702Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 04:42:50.046702+00', NULL, '2026-12-01 04:42:50.046702+00', NULL);
INSERT INTO public.delivery VALUES ('msg_29dd159eb8ca4e6bbc1d8fa5c61e8f8a', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'trial.failed', 'trial.failed/7ca0f08e-baf5-4273-aa64-8c8de99acf22', '{"type":"trial.failed","timestamp":"2026-12-01T04:42:50.068752Z","data":{"job":{"id":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:50.046702Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":null},"trial":{"id":"7ca0f08e-baf5-4273-aa64-8c8de99acf22","job":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","number":1,"ncode":"230","round":1,"source":"warmup","state":"failed","attempt":1,"worker":"w","score":null,"error":"out of memory","created_at":"2026-12-01T04:42:50.046702Z","started_at":"2026-12-01T04:42:50.063192Z","finished_at":"2026-12-01T04:42:50.068752Z"}}}', 'pending', 0, 0, '2026-12-01 04:42:50.068752+00', NULL, '2026-12-01 04:42:50.068752+00', NULL);
INSERT INTO public.delivery VALUES ('msg_78561a9d91804307b60eb9990b1d7a5b', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'trial.completed', 'trial.completed/30e19a4d-ecc7-43b6-98a2-a865a7972897', '{"type":"trial.completed","timestamp":"2026-12-01T04:42:50.084774Z","data":{"job":{"id":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:50.046702Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":{"trial":"30e19a4d-ecc7-43b6-98a2-a865a7972897","score":1.0}},"trial":{"id":"30e19a4d-ecc7-43b6-98a2-a865a7972897","job":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T04:42:50.046702Z","started_at":"2026-12-01T04:42:50.081108Z","finished_at":"2026-12-01T04:42:50.084774Z"}}}', 'pending', 0, 0, '2026-12-01 04:42:50.084774+00', NULL, '2026-12-01 04:42:50.084774+00', NULL);
INSERT INTO public.delivery VALUES ('msg_a2544c1f891140979ad0fc61af3c2f4c', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'best.improved', 'best.improved/30e19a4d-ecc7-43b6-98a2-a865a7972897', '{"type":"best.improved","timestamp":"2026-12-01T04:42:50.084774Z","data":{"job":{"id":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:50.046702Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":{"trial":"30e19a4d-ecc7-43b6-98a2-a865a7972897","score":1.0}},"trial":{"id":"30e19a4d-ecc7-43b6-98a2-a865a7972897","job":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T04:42:50.046702Z","started_at":"2026-12-01T04:42:50.081108Z","finished_at":"2026-12-01T04:42:50.084774Z"}}}', 'pending', 0, 0, '2026-12-01 04:42:50.084774+00', NULL, '2026-12-01 04:42:50.084774+00', NULL);
INSERT INTO public.delivery VALUES ('msg_d0e265c4fc7943698b789522c4ef4033', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'trial.completed', 'trial.completed/3f9907df-dc09-4708-b8d1-8b5bb575abba', '{"type":"trial.completed","timestamp":"2026-12-01T04:42:50.264025Z","data":{"job":{"id":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:50.046702Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":20,"rounds":2},"best":{"trial":"3f9907df-dc09-4708-b8d1-8b5bb575abba","score":9.0}},"trial":{"id":"3f9907df-dc09-4708-b8d1-8b5bb575abba","job":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T04:42:50.169315Z","started_at":"2026-12-01T04:42:50.248701Z","finished_at":"2026-12-01T04:42:50.264025Z"}}}', 'pending', 0, 0, '2026-12-01 04:42:50.264025+00', NULL, '2026-12-01 04:42:50.264025+00', NULL);
INSERT INTO public.delivery VALUES ('msg_f6fe50db1fc04e85927fc70b5594174f', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'best.improved', 'best.improved/3f9907df-dc09-4708-b8d1-8b5bb575abba', '{"type":"best.improved","timestamp":"2026-12-01T04:42:50.264025Z","data":{"job":{"id":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:50.046702Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":20,"rounds":2},"best":{"trial":"3f9907df-dc09-4708-b8d1-8b5bb575abba","score":9.0}},"trial":{"id":"3f9907df-dc09-4708-b8d1-8b5bb575abba","job":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T04:42:50.169315Z","started_at":"2026-12-01T04:42:50.248701Z","finished_at":"2026-12-01T04:42:50.264025Z"}}}', 'pending', 0, 0, '2026-12-01 04:42:50.264025+00', NULL, '2026-12-01 04:42:50.264025+00', NULL);
INSERT INTO public.delivery VALUES ('msg_fa9c3a1174ad476f9cb8188c998e50c8', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'trial.completed', 'trial.completed/8a83e719-ff8e-4711-a35c-8f24c6040f56', '{"type":"trial.completed","timestamp":"2026-12-01T04:42:50.439230Z","data":{"job":{"id":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:50.046702Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":4,"max_trials":20,"rounds":3},"best":{"trial":"3f9907df-dc09-4708-b8d1-8b5bb575abba","score":9.0}},"trial":{"id":"8a83e719-ff8e-4711-a35c-8f24c6040f56","job":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","number":4,"ncode":"233","round":3,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T04:42:50.360822Z","started_at":"2026-12-01T04:42:50.432692Z","finished_at":"2026-12-01T04:42:50.439230Z"}}}', 'pending', 0, 0, '2026-12-01 04:42:50.43923+00', NULL, '2026-12-01 04:42:50.43923+00', NULL);
INSERT INTO public.delivery VALUES ('msg_52fbc5056d454aaba61a6e45dc009357', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'trial.completed', 'trial.completed/d9a6dea6-23a3-47a5-85a8-7895c81517d2', '{"type":"trial.completed","timestamp":"2026-12-01T04:42:50.514405Z","data":{"job":{"id":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:50.046702Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":5,"max_trials":20,"rounds":4},"best":{"trial":"3f9907df-dc09-4708-b8d1-8b5bb575abba","score":9.0}},"trial":{"id":"d9a6dea6-23a3-47a5-85a8-7895c81517d2","job":"82c53d9c-ef95-4fc9-995f-02d54a3ffc2f","number":5,"ncode":"323","round":4,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T04:42:50.500876Z","started_at":"2026-12-01T04:42:50.510330Z","finished_at":"2026-12-01T04:42:50.514405Z"}}}', 'pending', 0, 0, '2026-12-01 04:42:50.514405+00', NULL, '2026-12-01 04:42:50.514405+00', NULL);
INSERT INTO public.delivery VALUES ('msg_39e6699e56e142079241d776a1a149f9', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'job.started', 'job.started/037dd278-55bd-4cd5-998f-a93d1fb3a0ee', '{"type":"job.started","timestamp":"2026-12-01T04:42:50.523030Z","data":{"job":{"id":"037dd278-55bd-4cd5-998f-a93d1fb3a0ee","name":"lost","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:50.523030Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":1,"max_trials":1,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 04:42:50.52303+00', NULL, '2026-12-01 04:42:50.52303+00', NULL);
INSERT INTO public.delivery VALUES ('msg_ecafc00a2b7a44ae95fa6f4fa0cf19d4', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'job.started', 'job.started/d227b894-dea0-45b1-8282-98084ed9a90e', '{"type":"job.started","timestamp":"2026-12-01T04:42:50.547161Z","data":{"job":{"id":"d227b894-dea0-45b1-8282-98084ed9a90e","name":"called","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:50.547161Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":2,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 04:42:50.547161+00', NULL, '2026-12-01 04:42:50.547161+00', NULL);
INSERT INTO public.delivery VALUES ('msg_d657570984694ee69b35cd133c69ebe2', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'best.improved', 'best.improved/e2d1d3b8-6d50-427e-9b64-ac08d3cd980a', '{"type":"best.improved","timestamp":"2026-12-01T04:42:49.609361Z","data":{"job":{"id":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:48.438427Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":6,"rounds":2},"best":{"trial":"e2d1d3b8-6d50-427e-9b64-ac08d3cd980a","score":9.0}},"trial":{"id":"e2d1d3b8-6d50-427e-9b64-ac08d3cd980a","job":"cefce6d9-ac86-49ab-9d45-c22c66021ff5","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T04:42:49.447063Z","started_at":"2026-12-01T04:42:49.601185Z","finished_at":"2026-12-01T04:42:49.609361Z"}}}', 'pending', 1, 1, '2026-12-01 04:42:57.180888+00', NULL, '2026-12-01 04:42:49.609361+00', NULL);
INSERT INTO public.delivery VALUES ('msg_c3b649476bcf48ca9542742121a3ca20', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'trial.lease_expired', 'trial.lease_expired/e14b0051-2a31-455b-b541-3f7195392de3/1', '{"type":"trial.lease_expired","timestamp":"2026-12-01T04:42:51.746380Z","data":{"job":{"id":"037dd278-55bd-4cd5-998f-a93d1fb3a0ee","name":"lost","state":"running","end_reason":null,"created_at":"2026-12-01T04:42:50.523030Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":1,"max_trials":1,"rounds":1},"best":null},"trial":{"id":"e14b0051-2a31-455b-b541-3f7195392de3","job":"037dd278-55bd-4cd5-998f-a93d1fb3a0ee","number":1,"ncode":"230","round":1,"source":"warmup","state":"queued","attempt":2,"worker":"w","score":null,"error":null,"created_at":"2026-12-01T04:42:50.523030Z","started_at":"2026-12-01T04:42:50.542582Z","finished_at":null},"lease":{"attempt":1,"worker":"w"}}}', 'pending', 0, 0, '2026-12-01 04:42:51.74638+00', NULL, '2026-12-01 04:42:51.74638+00', NULL);
INSERT INTO public.delivery_attempt VALUES ('msg_7f513201029f4738a58952fac5a98e11', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:49.376261+00', NULL, 'the connection was refused', 14, '');
INSERT INTO public.delivery_attempt VALUES ('msg_ea5793e3bb2642a28bcdb9a2de9ad01f', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:49.411751+00', NULL, 'the connection was refused', 6, '');
INSERT INTO public.delivery_attempt VALUES ('msg_0825422ce95f43c0995c77fd3aace68d', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:49.409183+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_ba47453a38464f538ee14c988be0c230', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:49.414824+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_fef093aedd2d412aa7423918ffca6cdc', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:49.633068+00', NULL, 'the connection was refused', 1, '');
INSERT INTO public.delivery_attempt VALUES ('msg_d657570984694ee69b35cd133c69ebe2', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:51.28863+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.idempotency_record VALUES ('00000000-0000-0000-0000-000000000001', 'POST /v1/jobs', 'one', '\xab40bbbd4f076efb0a1b176775d8e487f227bdd8a862084014b81cbd5b34ef31', '{"id": "cefce6d9-ac86-49ab-9d45-c22c66021ff5", "name": "ended", "state": "running", "end_reason": null, "pause_reason": null, "created_at": "2026-12-01T04:42:48.438427Z", "finished_at": null, "deadline_at": null, "revision": 2, "space": {"dimensions": [{"name": "depth", "type": "int", "low": 1, "high": 4}, {"name": "width", "type": "int", "low": 1, "high": 4}, {"name": "kernel", "type": "int", "low": 1, "high": 4}]}, "space_size": "64", "ncode": {"length": 3, "widths": [1, 1, 1]}, "objective": {"metric": "acc", "goal": "maximize"}, "budget": {"max_trials": 6, "max_parallel": 1, "max_failures": null, "deadline_s": null}, "strategy": {"ranker": "surrogate", "pool": {"kind": "extended", "size": 256}, "warmup": 2, "history": 200, "penalize": ["infeasible"]}, "evaluation": {"mode": "pull", "lease_s": 300, "max_attempts": 3}, "seed": 7, "tags": {}, "progress": {"queued": 2, "running": 0, "completed": 0, "failed": 0, "infeasible": 0, "cancelled": 0, "trials": 2, "max_trials": 6, "rounds": 1}, "best": null}', '2026-12-01 04:42:48.438427+00');
INSERT INTO public.job VALUES ('82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', '00000000-0000-0000-0000-000000000001', 'running', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 20, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 300, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 16, 6, 5, 5, 1, 9, '3f9907df-dc09-4708-b8d1-8b5bb575abba', '2026-12-01 04:42:50.046702+00', NULL);
INSERT INTO public.job VALUES ('cefce6d9-ac86-49ab-9d45-c22c66021ff5', '00000000-0000-0000-0000-000000000001', 'ended', 'completed', 'budget_used', '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 6, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 300, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 19, 6, 5, 6, 1, 9, 'e2d1d3b8-6d50-427e-9b64-ac08d3cd980a', '2026-12-01 04:42:48.438427+00', '2026-12-01 04:42:50.028232+00');
INSERT INTO public.job VALUES ('037dd278-55bd-4cd5-998f-a93d1fb3a0ee', '00000000-0000-0000-0000-000000000001', 'lost', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 1, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 1, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 4, 1, 1, 0, 0, NULL, NULL, '2026-12-01 04:42:50.52303+00', NULL);
INSERT INTO public.job VALUES ('d227b894-dea0-45b1-8282-98084ed9a90e', '00000000-0000-0000-0000-000000000001', 'called', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 2, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"url": "http://127.0.0.1:55701/", "mode": "callback", "lease_s": 300, "timeout_s": 30, "max_attempts": 3, "max_concurrency": 1}', '[{"encrypted": "test.k-tYEx3v9MAJa8EQqw9xEOZjPvO3RSpmKSCaFRLZOlkNZXZYX8i5eMnJSialvw_S5oik-kYcKlkiSrUlq-pXbfsnxWaRlu-2M4_FM-df", "expires_at": null}]', NULL, NULL, 7, '{}', 5, 2, 1, 0, 0, NULL, NULL, '2026-12-01 04:42:50.547161+00', NULL);
INSERT INTO public.lease VALUES ('\x4ff6b93d3ed4d2810bdebc4afc47f01bb52955b58d1dc2a038c9d297c35af9f5', '00000000-0000-0000-0000-000000000001', '8e7c4f69-ed54-460e-8756-20647fef4a09', 'w', 1, '2026-12-01 04:42:48.493885+00');
INSERT INTO public.lease VALUES ('\x61a46fef04df088339f61c1db710a4180e20c853e27677d4e3e1649006287dbd', '00000000-0000-0000-0000-000000000001', 'fb8aaa70-f5d4-40f9-80a4-678802d7dac1', 'w', 1, '2026-12-01 04:42:48.520271+00');
INSERT INTO public.lease VALUES ('\xc9dc57ff042caab5402d860c1556a1dddc0d5ab7779be47abbdcac5371d152f7', '00000000-0000-0000-0000-000000000001', 'e2d1d3b8-6d50-427e-9b64-ac08d3cd980a', 'w', 1, '2026-12-01 04:42:49.601185+00');
INSERT INTO public.lease VALUES ('\x032b313a95590b0240b930a85386af5f65452ef84bcd32eb83193601c6123c81', '00000000-0000-0000-0000-000000000001', '7df8eb42-408f-4765-bfd8-2cf66e4c6548', 'w', 1, '2026-12-01 04:42:49.699143+00');
INSERT INTO public.lease VALUES ('\x9e003df62c97294f932633c22b52d4fe58ce7c5490c816cd8e61a78994ebae14', '00000000-0000-0000-0000-000000000001', 'bce16004-bff9-4524-b12b-e96bf362ea2b', 'w', 1, '2026-12-01 04:42:49.852431+00');
INSERT INTO public.lease VALUES ('\x4966992e9dcf89931825866430b0a943934a8ba2256fef35fac3d5bede345ae8', '00000000-0000-0000-0000-000000000001', '4b23f049-9867-485a-9c30-2662492268e9', 'w', 1, '2026-12-01 04:42:50.021245+00');
INSERT INTO public.lease VALUES ('\x61e3bb8cea75bf13a5578ebe399c33bb1cd229348772d2cbc87e7cc497609753', '00000000-0000-0000-0000-000000000001', '7ca0f08e-baf5-4273-aa64-8c8de99acf22', 'w', 1, '2026-12-01 04:42:50.063192+00');
INSERT INTO public.lease VALUES ('\xf9d5dd1d785502a32a93702420ee0a50725837ce5afa26a6795e8b9c1e67858b', '00000000-0000-0000-0000-000000000001', '30e19a4d-ecc7-43b6-98a2-a865a7972897', 'w', 1, '2026-12-01 04:42:50.081108+00');
INSERT INTO public.lease VALUES ('\x9a39e8f4dc764216999e707a34157b47bf9e73304a5d5d3c8bd0c3f83ff8e417', '00000000-0000-0000-0000-000000000001', '3f9907df-dc09-4708-b8d1-8b5bb575abba', 'w', 1, '2026-12-01 04:42:50.248701+00');
INSERT INTO public.lease VALUES ('\xe99ccc33459383a2f1260671be43e932eebce23026dca90215cacf0f4594c9b4', '00000000-0000-0000-0000-000000000001', '8a83e719-ff8e-4711-a35c-8f24c6040f56', 'w', 1, '2026-12-01 04:42:50.432692+00');
INSERT INTO public.lease VALUES ('\x52daa103b834f32aad7cffd906cf7a2c7919b7d54853ba6d1e89c735ec75dbc8', '00000000-0000-0000-0000-000000000001', 'd9a6dea6-23a3-47a5-85a8-7895c81517d2', 'w', 1, '2026-12-01 04:42:50.51033+00');
INSERT INTO public.lease VALUES ('\x6a835b58fa70ccf9992fbd49e4751dba43a2947a61eb5c629df5bc049d4ee680', '00000000-0000-0000-0000-000000000001', 'e14b0051-2a31-455b-b541-3f7195392de3', 'w', 1, '2026-12-01 04:42:50.542582+00');
INSERT INTO public.lease VALUES ('\x7fe8fc9579d2277ee00357859b994fa5438dcc7e5072f10d17161256ddf6eee4', '00000000-0000-0000-0000-000000000001', '9702ee9b-afdb-4ed8-928a-fc354198ce65', 'callback', 1, '2026-12-01 04:42:50.577751+00');
INSERT INTO public.lease VALUES ('\xbddabc6a7eaa504dde406fd6e241b606b5dcce971adcecb4504a5b9c8c0e0080', '00000000-0000-0000-0000-000000000001', '9702ee9b-afdb-4ed8-928a-fc354198ce65', 'callback', 1, '2026-12-01 04:42:51.799805+00');
INSERT INTO public.lease_expiry VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:00+00', 1);
INSERT INTO public.project VALUES ('00000000-0000-0000-0000-000000000001', 'default', '{}', '2026-12-01 04:42:41.381443+00');
INSERT INTO public.ranker_revision VALUES ('surrogate', '3', '2026-12-01 04:42:49.441123+00');
INSERT INTO public.ranker_state VALUES ('surrogate', 'ready', '3', NULL, '2026-12-01 04:42:49.441123+00');
INSERT INTO public.ranking_use VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 04:42:00+00', 0.008128358000249136);
INSERT INTO public.round VALUES ('5b957ef1-e9ac-42de-834c-381b25de903b', '00000000-0000-0000-0000-000000000001', 'cefce6d9-ac86-49ab-9d45-c22c66021ff5', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 04:42:48.438427+00', NULL, '2026-12-01 04:42:48.438427+00');
INSERT INTO public.round VALUES ('30a5bb89-2347-4043-b9d1-ff954e0c81e9', '00000000-0000-0000-0000-000000000001', 'cefce6d9-ac86-49ab-9d45-c22c66021ff5', 2, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 2, 2, 1, 'f813fa5ce29ac68ec4897d3ec6b95a4aa716db68a8efbfafd8b1194fe3116cbb', '{333,233,303,332,323,203,232,313,322,133,331,223,302,321,103,033,202,312,330,123,231,213,301,132,222,003,311,201,300,113,212,221,032,102,122,320,023,131,002,013,310,200,112,220,211,121,022,130,031,101,120,012,030,210,100,111,001,021,011,000,110,020}', '{-7.827081893849577,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.927139722962746,-7.927139722962746,-7.927139722962746,-7.927139722962746}', '{0}', NULL, NULL, 1.386, '2026-12-01 04:42:48.524324+00', '2026-12-01 04:43:19.339465+00', '2026-12-01 04:42:49.447063+00');
INSERT INTO public.round VALUES ('fde01324-b4c8-4a8b-935d-4733e566a347', '00000000-0000-0000-0000-000000000001', 'cefce6d9-ac86-49ab-9d45-c22c66021ff5', 3, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 3, 3, 2, '5b2214994c97e41525e722d560e0f225e39697a0defd271ea8f8c0719b5a4afd', '{233,323,332,331,133,313,232,223,322,303,033,330,231,123,213,321,132,312,222,203,302,103,202,301,032,320,023,131,113,122,311,212,221,003,102,300,201,013,031,022,220,121,211,310,130,112,002,200,101,111,012,030,120,210,021,001,100,011,020,110,000}', '{-2.5029689485056523,-2.5029689485056523,-2.5029689485056523,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7992400561410555,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.902720797321046,-2.902720797321046,-2.9954482822576636,-2.9954482822576636,-2.9954482822576636,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.2430166325804843,-3.2430166325804843,-3.2430166325804843,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.5050516526616367,-3.5050516526616367,-4.154787099259599,-4.154787099259599,-4.154787099259599,-4.193511927377555}', '{0}', NULL, NULL, 0.816, '2026-12-01 04:42:49.609361+00', '2026-12-01 04:43:19.62731+00', '2026-12-01 04:42:49.687239+00');
INSERT INTO public.round VALUES ('6ef6a966-115e-4200-b4c3-a109e58bf9c6', '00000000-0000-0000-0000-000000000001', 'cefce6d9-ac86-49ab-9d45-c22c66021ff5', 4, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 4, 4, 3, '53f4c024d53d300fe042b61832776b27e4fd2297a34f9c6f62bd0af470f3a0bb', '{323,332,313,331,322,303,330,321,312,302,203,301,311,320,033,231,132,213,123,222,202,103,300,032,023,221,113,131,212,122,102,003,201,232,133,223,310,013,211,031,022,220,112,130,121,002,200,101,030,012,021,210,111,120,001,100,110,011,020,000}', '{-2.62220171813057,-2.62220171813057,-2.870046260309175,-2.870046260309175,-2.870046260309175,-2.9720469547162267,-3.0560532302234296,-3.0560532302234296,-3.0560532302234296,-3.0914988630643547,-3.196093208655906,-3.200165536956782,-3.226238129868837,-3.226238129868837,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.2619887144771025,-3.2619887144771025,-3.32351478013379,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.3630130174214816,-3.3630130174214816,-3.3630130174214816,-3.366338531749186,-3.366338531749186,-3.366338531749186,-3.432075296018785,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.527253609224137,-3.527253609224137,-3.527253609224137,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.844386370984905,-3.844386370984905,-4.6760094219801385,-4.6760094219801385,-4.6760094219801385,-4.7015159447577455}', '{0}', NULL, NULL, 0.819, '2026-12-01 04:42:49.705208+00', '2026-12-01 04:43:19.714696+00', '2026-12-01 04:42:49.768982+00');
INSERT INTO public.round VALUES ('9524585f-348a-4228-af51-8f0bb021212c', '00000000-0000-0000-0000-000000000001', 'cefce6d9-ac86-49ab-9d45-c22c66021ff5', 5, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 5, 5, 4, '14e9f52638f3b8b6b40b387afe67886af14186b964c1287f2b02e2870ce8822e', '{332,331,330,303,302,301,321,231,033,132,312,203,103,202,032,320,311,131,300,133,232,322,313,102,003,201,023,212,113,221,122,123,213,222,310,130,031,101,200,002,013,220,211,022,121,112,030,100,001,210,120,012,021,111,223,110,020,011,000}', '{-2.85337941133423,-3.131934730649321,-3.3363048983864667,-3.457706620016544,-3.4820927689520613,-3.5548795884253446,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.5978359436509835,-3.622706502599407,-3.622706502599407,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6695860890570393,-3.6843780003655624,-3.6843780003655624,-3.6843780003655633,-3.6843780003655633,-3.712832632512242,-3.712832632512242,-3.712832632512242,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.79426095920843,-3.79426095920843,-3.79426095920843,-3.8307489309960534,-3.8307489309960534,-3.8307489309960534,-3.8886134657865155,-3.8886134657865155,-3.8886134657865155,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-4.203050359186143,-4.250354137546824,-4.250354137546824,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.3354318056074765,-5.2478254931949655,-5.2478254931949655,-5.2478254931949655,-5.253422077483705}', '{0}', NULL, NULL, 0.844, '2026-12-01 04:42:49.857478+00', '2026-12-01 04:43:19.883073+00', '2026-12-01 04:42:49.954662+00');
INSERT INTO public.round VALUES ('0f0b76a3-9d90-4fab-a83f-5f550b428bdd', '00000000-0000-0000-0000-000000000001', '82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 04:42:50.046702+00', NULL, '2026-12-01 04:42:50.046702+00');
INSERT INTO public.round VALUES ('fa5e4847-acdb-4b6e-bef7-0060518181f1', '00000000-0000-0000-0000-000000000001', '82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', 2, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 2, 2, 1, 'f813fa5ce29ac68ec4897d3ec6b95a4aa716db68a8efbfafd8b1194fe3116cbb', '{333,233,303,332,323,203,232,313,322,133,331,223,302,321,103,033,202,312,330,123,231,213,301,132,222,003,311,201,300,113,212,221,032,102,122,320,023,131,002,013,310,200,112,220,211,121,022,130,031,101,120,012,030,210,100,111,001,021,011,000,110,020}', '{-7.827081893849577,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.927139722962746,-7.927139722962746,-7.927139722962746,-7.927139722962746}', '{0}', NULL, NULL, 0.808, '2026-12-01 04:42:50.084774+00', '2026-12-01 04:43:20.096874+00', '2026-12-01 04:42:50.169315+00');
INSERT INTO public.round VALUES ('2a081134-6bef-4c47-8c6b-9c9ec24601c2', '00000000-0000-0000-0000-000000000001', '037dd278-55bd-4cd5-998f-a93d1fb3a0ee', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230}', NULL, '{0}', NULL, NULL, NULL, '2026-12-01 04:42:50.52303+00', NULL, '2026-12-01 04:42:50.52303+00');
INSERT INTO public.round VALUES ('05464368-08fc-4e9a-8f73-4dfc9a53efcc', '00000000-0000-0000-0000-000000000001', 'd227b894-dea0-45b1-8282-98084ed9a90e', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 04:42:50.547161+00', NULL, '2026-12-01 04:42:50.547161+00');
INSERT INTO public.round VALUES ('6da60d5a-1a6c-4a58-9ebf-f06ab9bbf5e2', '00000000-0000-0000-0000-000000000001', '82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', 3, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 3, 3, 2, '5b2214994c97e41525e722d560e0f225e39697a0defd271ea8f8c0719b5a4afd', '{233,323,332,331,133,313,232,223,322,303,033,330,231,123,213,321,132,312,222,203,302,103,202,301,032,320,023,131,113,122,311,212,221,003,102,300,201,013,031,022,220,121,211,310,130,112,002,200,101,111,012,030,120,210,021,001,100,011,020,110,000}', '{-2.5029689485056523,-2.5029689485056523,-2.5029689485056523,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7992400561410555,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.902720797321046,-2.902720797321046,-2.9954482822576636,-2.9954482822576636,-2.9954482822576636,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.2430166325804843,-3.2430166325804843,-3.2430166325804843,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.5050516526616367,-3.5050516526616367,-4.154787099259599,-4.154787099259599,-4.154787099259599,-4.193511927377555}', '{0}', NULL, NULL, 0.849, '2026-12-01 04:42:50.264025+00', '2026-12-01 04:43:20.288702+00', '2026-12-01 04:42:50.360822+00');
INSERT INTO public.round VALUES ('8b23e78d-fb4b-4562-b294-3c7ec8f26a9a', '00000000-0000-0000-0000-000000000001', '82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', 4, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 4, 4, 3, '53f4c024d53d300fe042b61832776b27e4fd2297a34f9c6f62bd0af470f3a0bb', '{323,332,313,331,322,303,330,321,312,302,203,301,311,320,033,231,132,213,123,222,202,103,300,032,023,221,113,131,212,122,102,003,201,232,133,223,310,013,211,031,022,220,112,130,121,002,200,101,030,012,021,210,111,120,001,100,110,011,020,000}', '{-2.62220171813057,-2.62220171813057,-2.870046260309175,-2.870046260309175,-2.870046260309175,-2.9720469547162267,-3.0560532302234296,-3.0560532302234296,-3.0560532302234296,-3.0914988630643547,-3.196093208655906,-3.200165536956782,-3.226238129868837,-3.226238129868837,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.2619887144771025,-3.2619887144771025,-3.32351478013379,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.3630130174214816,-3.3630130174214816,-3.3630130174214816,-3.366338531749186,-3.366338531749186,-3.366338531749186,-3.432075296018785,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.527253609224137,-3.527253609224137,-3.527253609224137,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.844386370984905,-3.844386370984905,-4.6760094219801385,-4.6760094219801385,-4.6760094219801385,-4.7015159447577455}', '{0}', NULL, NULL, 0.871, '2026-12-01 04:42:50.43923+00', '2026-12-01 04:43:20.452635+00', '2026-12-01 04:42:50.500876+00');
INSERT INTO public.round VALUES ('f53408ba-b239-4b98-a64b-b852cc39f805', '00000000-0000-0000-0000-000000000001', '82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', 5, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 5, 5, 4, '14e9f52638f3b8b6b40b387afe67886af14186b964c1287f2b02e2870ce8822e', '{332,331,330,303,302,301,321,231,033,132,312,203,103,202,032,320,311,131,300,133,232,322,313,102,003,201,023,212,113,221,122,123,213,222,310,130,031,101,200,002,013,220,211,022,121,112,030,100,001,210,120,012,021,111,223,110,020,011,000}', '{-2.85337941133423,-3.131934730649321,-3.3363048983864667,-3.457706620016544,-3.4820927689520613,-3.5548795884253446,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.5978359436509835,-3.622706502599407,-3.622706502599407,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6695860890570393,-3.6843780003655624,-3.6843780003655624,-3.6843780003655633,-3.6843780003655633,-3.712832632512242,-3.712832632512242,-3.712832632512242,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.79426095920843,-3.79426095920843,-3.79426095920843,-3.8307489309960534,-3.8307489309960534,-3.8307489309960534,-3.8886134657865155,-3.8886134657865155,-3.8886134657865155,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-4.203050359186143,-4.250354137546824,-4.250354137546824,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.3354318056074765,-5.2478254931949655,-5.2478254931949655,-5.2478254931949655,-5.253422077483705}', '{0}', NULL, NULL, 1.566, '2026-12-01 04:42:50.514405+00', '2026-12-01 04:43:20.525051+00', '2026-12-01 04:42:50.600058+00');
INSERT INTO public.stateless_ranking VALUES ('6a4f36ef-41d4-48d2-93b1-37e6c87b5eb2', '00000000-0000-0000-0000-000000000001', 'ranked', 'surrogate', '{"seed": 0, "space": {"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}, "points": [], "scores": [], "candidates": [[0, 0, 0], [1, 1, 1]]}', '{"ranker": "surrogate", "ranking": [{"ncode": "000", "score": 0.0}, {"ncode": "111", "score": 0.0}], "revision": "3", "milliseconds": 0.029, "prompt_tokens": null, "fallback_reason": null}', '2026-12-01 04:42:50.566894+00', '2026-12-01 04:43:20.606293+00');
INSERT INTO public.trial VALUES ('8e7c4f69-ed54-460e-8756-20647fef4a09', '00000000-0000-0000-0000-000000000001', 'cefce6d9-ac86-49ab-9d45-c22c66021ff5', 1, '230', 1, 'warmup', 'failed', 1, 'w', NULL, NULL, NULL, 'out of memory', 1, NULL, '2026-12-01 04:42:48.438427+00', '2026-12-01 04:42:48.493885+00', '2026-12-01 04:42:48.508146+00');
INSERT INTO public.trial VALUES ('fb8aaa70-f5d4-40f9-80a4-678802d7dac1', '00000000-0000-0000-0000-000000000001', 'cefce6d9-ac86-49ab-9d45-c22c66021ff5', 2, '010', 1, 'warmup', 'completed', 1, 'w', NULL, 1, '{"acc": 1.0}', NULL, 2, 1, '2026-12-01 04:42:48.438427+00', '2026-12-01 04:42:48.520271+00', '2026-12-01 04:42:48.524324+00');
INSERT INTO public.trial VALUES ('e2d1d3b8-6d50-427e-9b64-ac08d3cd980a', '00000000-0000-0000-0000-000000000001', 'cefce6d9-ac86-49ab-9d45-c22c66021ff5', 3, '333', 2, 'ranked', 'completed', 1, 'w', NULL, 9, '{"acc": 9.0}', NULL, 3, 9, '2026-12-01 04:42:49.447063+00', '2026-12-01 04:42:49.601185+00', '2026-12-01 04:42:49.609361+00');
INSERT INTO public.trial VALUES ('7df8eb42-408f-4765-bfd8-2cf66e4c6548', '00000000-0000-0000-0000-000000000001', 'cefce6d9-ac86-49ab-9d45-c22c66021ff5', 4, '233', 3, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 4, 9, '2026-12-01 04:42:49.687239+00', '2026-12-01 04:42:49.699143+00', '2026-12-01 04:42:49.705208+00');
INSERT INTO public.trial VALUES ('bce16004-bff9-4524-b12b-e96bf362ea2b', '00000000-0000-0000-0000-000000000001', 'cefce6d9-ac86-49ab-9d45-c22c66021ff5', 5, '323', 4, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 5, 9, '2026-12-01 04:42:49.768982+00', '2026-12-01 04:42:49.852431+00', '2026-12-01 04:42:49.857478+00');
INSERT INTO public.trial VALUES ('4b23f049-9867-485a-9c30-2662492268e9', '00000000-0000-0000-0000-000000000001', 'cefce6d9-ac86-49ab-9d45-c22c66021ff5', 6, '332', 5, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 6, 9, '2026-12-01 04:42:49.954662+00', '2026-12-01 04:42:50.021245+00', '2026-12-01 04:42:50.028232+00');
INSERT INTO public.trial VALUES ('7ca0f08e-baf5-4273-aa64-8c8de99acf22', '00000000-0000-0000-0000-000000000001', '82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', 1, '230', 1, 'warmup', 'failed', 1, 'w', NULL, NULL, NULL, 'out of memory', 1, NULL, '2026-12-01 04:42:50.046702+00', '2026-12-01 04:42:50.063192+00', '2026-12-01 04:42:50.068752+00');
INSERT INTO public.trial VALUES ('30e19a4d-ecc7-43b6-98a2-a865a7972897', '00000000-0000-0000-0000-000000000001', '82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', 2, '010', 1, 'warmup', 'completed', 1, 'w', NULL, 1, '{"acc": 1.0}', NULL, 2, 1, '2026-12-01 04:42:50.046702+00', '2026-12-01 04:42:50.081108+00', '2026-12-01 04:42:50.084774+00');
INSERT INTO public.trial VALUES ('3f9907df-dc09-4708-b8d1-8b5bb575abba', '00000000-0000-0000-0000-000000000001', '82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', 3, '333', 2, 'ranked', 'completed', 1, 'w', NULL, 9, '{"acc": 9.0}', NULL, 3, 9, '2026-12-01 04:42:50.169315+00', '2026-12-01 04:42:50.248701+00', '2026-12-01 04:42:50.264025+00');
INSERT INTO public.trial VALUES ('8a83e719-ff8e-4711-a35c-8f24c6040f56', '00000000-0000-0000-0000-000000000001', '82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', 4, '233', 3, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 4, 9, '2026-12-01 04:42:50.360822+00', '2026-12-01 04:42:50.432692+00', '2026-12-01 04:42:50.43923+00');
INSERT INTO public.trial VALUES ('d9a6dea6-23a3-47a5-85a8-7895c81517d2', '00000000-0000-0000-0000-000000000001', '82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', 5, '323', 4, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 5, 9, '2026-12-01 04:42:50.500876+00', '2026-12-01 04:42:50.51033+00', '2026-12-01 04:42:50.514405+00');
INSERT INTO public.trial VALUES ('70022133-707b-4b32-b20e-3f0db707c79f', '00000000-0000-0000-0000-000000000001', 'd227b894-dea0-45b1-8282-98084ed9a90e', 2, '010', 1, 'warmup', 'queued', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 04:42:50.547161+00', NULL, NULL);
INSERT INTO public.trial VALUES ('9702ee9b-afdb-4ed8-928a-fc354198ce65', '00000000-0000-0000-0000-000000000001', 'd227b894-dea0-45b1-8282-98084ed9a90e', 1, '230', 1, 'warmup', 'running', 1, 'callback', '2026-12-01 04:47:50.577751+00', NULL, NULL, NULL, NULL, NULL, '2026-12-01 04:42:50.547161+00', '2026-12-01 04:42:50.577751+00', NULL);
INSERT INTO public.trial VALUES ('d6be1303-2dad-4d83-93fe-87260ea500e5', '00000000-0000-0000-0000-000000000001', '82c53d9c-ef95-4fc9-995f-02d54a3ffc2f', 6, '332', 5, 'ranked', 'queued', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 04:42:50.600058+00', NULL, NULL);
INSERT INTO public.trial VALUES ('e14b0051-2a31-455b-b541-3f7195392de3', '00000000-0000-0000-0000-000000000001', '037dd278-55bd-4cd5-998f-a93d1fb3a0ee', 1, '230', 1, 'warmup', 'queued', 2, 'w', NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 04:42:50.52303+00', '2026-12-01 04:42:50.542582+00', NULL);
INSERT INTO public.webhook_endpoint VALUES ('8b4d9d97-453a-4673-ad5d-e7dcdff1d284', '00000000-0000-0000-0000-000000000001', 'http://127.0.0.1:55701/', NULL, '{job.started,job.completed,job.failed,job.cancelled,trial.completed,trial.failed,trial.lease_expired,best.improved,webhook.ping,webhook.disabled}', 'enabled', NULL, NULL, '2026-12-01 04:42:49.415214+00', 6, '2026-12-01 04:42:53.490479+00', '2026-12-01 04:42:51.271793+00', '2026-12-01 04:42:48.429469+00');
INSERT INTO public.webhook_secret VALUES ('eda05a38-b2af-4b76-89ea-51a03021a3b8', '00000000-0000-0000-0000-000000000001', '8b4d9d97-453a-4673-ad5d-e7dcdff1d284', 'test.oLRpEnI4LAf1MdsrpuBc8xvw357FLIh7a0_mZHpqQmrdAKQlhz_nmpNQzSCVUHoOEswL6LCKHiJ2mTbaojEExNw8CzZVVHyzo9sUmXII', '2026-12-01 04:42:48.429469+00', NULL);
INSERT INTO public.worker VALUES ('ranking@host', '{ranking}', '0.1.0', '2026-12-01 04:42:48.212502+00', '2026-12-01 04:42:48.212502+00');
INSERT INTO public.worker VALUES ('io@host', '{callbacks,io}', '0.1.0', '2026-12-01 04:42:48.21071+00', '2026-12-01 04:42:48.21071+00');
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
REVOKE ALL ON FUNCTION public.find_api_key(key_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_api_key(key_id text) TO lmsearcher_tenant;
REVOKE ALL ON FUNCTION public.find_browser_session(session_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_browser_session(session_hash bytea) TO lmsearcher_tenant;
REVOKE ALL ON FUNCTION public.find_lease(lease_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_lease(lease_hash bytea) TO lmsearcher_tenant;
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
