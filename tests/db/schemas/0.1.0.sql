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
    CONSTRAINT ck_ranking_call_answer CHECK (((state = 'ranked'::text) = (answer IS NOT NULL))),
    CONSTRAINT ck_ranking_call_state CHECK ((state = ANY (ARRAY['planned'::text, 'ranked'::text])))
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
INSERT INTO public.api_key VALUES ('LQDfbFfZot8G', '00000000-0000-0000-0000-000000000001', 'test', '\x64632c7fe95e7a0070c75ee3c9001de493364b9e99bb801254efa9fd5fdb56eb', '{admin}', '2026-12-01 01:20:34.987153+00', 'operator', NULL, NULL, NULL, '2026-12-01 01:20:35.012626+00', NULL);
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:34.987153+00', 'operator', 'key.created', 'key', 'LQDfbFfZot8G', NULL, NULL, '{"name": "test", "scopes": ["admin"], "expires_at": null}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (2, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:35.018221+00', 'LQDfbFfZot8G', 'session.started', 'key', 'LQDfbFfZot8G', '127.0.0.1', 'fe0897e39b7341aa8d9e0bd26e29dafd', '{}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (3, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:35.02847+00', 'LQDfbFfZot8G', 'webhook.created', 'webhook', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', '127.0.0.1', 'ea2aa2b6efaf47b39cc101dce011d445', '{"host": "127.0.0.1", "events": ["job.started", "job.completed", "job.failed", "job.cancelled", "trial.completed", "trial.failed", "trial.lease_expired", "best.improved", "webhook.ping", "webhook.disabled"]}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (4, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:35.036886+00', 'LQDfbFfZot8G', 'job.created', 'job', 'dd320e94-588c-439c-b05b-2f8993a37cf2', '127.0.0.1', '21ab8ac311b149f58d570e060d3fd637', '{"name": "ended"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (5, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:36.621093+00', 'LQDfbFfZot8G', 'job.created', 'job', 'a26edc4b-6711-47e6-a9ae-b00968d9b997', '127.0.0.1', 'b4ba7501420445f09394a68b520a1bcf', '{"name": "running"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (6, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:37.110632+00', 'LQDfbFfZot8G', 'job.created', 'job', 'cee92827-e1bc-4bb9-ba12-ffd315492248', '127.0.0.1', '9555a334aa4f4538a7e93e7c09d904be', '{"name": "lost"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (7, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:37.139587+00', 'LQDfbFfZot8G', 'job.created', 'job', '9a77e83d-1a76-4011-be38-c79002e67e03', '127.0.0.1', '21978aad3f8c49288afc043a1d65ade3', '{"name": "called"}');
INSERT INTO public.browser_session VALUES ('\xe30c89487b5f1f54696db62f38a77bb347395c13b2582957bb2875e18b073dd3', '00000000-0000-0000-0000-000000000001', 'LQDfbFfZot8G', '2026-12-01 01:20:35.018221+00', '2026-12-01 01:20:35.018221+00', '2026-12-01 13:20:35.018221+00');
INSERT INTO public.callback VALUES ('53a195bf-8b30-4c54-abe4-7bd51552e1f5', 1, '00000000-0000-0000-0000-000000000001', '9a77e83d-1a76-4011-be38-c79002e67e03', 'pending', 2, '2026-12-01 01:20:40.589525+00', NULL, NULL, 'the connection was refused', NULL, '2026-12-01 01:20:37.164773+00', '2026-12-01 01:20:38.49052+00');
INSERT INTO public.delivery VALUES ('msg_8372a22ad68f4aca804825a23ec8605e', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'job.started', 'job.started/dd320e94-588c-439c-b05b-2f8993a37cf2', '{"type":"job.started","timestamp":"2026-12-01T01:20:35.036886Z","data":{"job":{"id":"dd320e94-588c-439c-b05b-2f8993a37cf2","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:35.036886Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":null}}}', 'pending', 1, 1, '2026-12-01 01:20:41.333297+00', NULL, '2026-12-01 01:20:35.036886+00', NULL);
INSERT INTO public.delivery VALUES ('msg_48cf034ed5ea442d88d0c179435d1a1b', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'trial.completed', 'trial.completed/9b3d1acd-a447-4ff6-bfcd-60d231d67133', '{"type":"trial.completed","timestamp":"2026-12-01T01:20:35.108734Z","data":{"job":{"id":"dd320e94-588c-439c-b05b-2f8993a37cf2","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:35.036886Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":{"trial":"9b3d1acd-a447-4ff6-bfcd-60d231d67133","score":1.0}},"trial":{"id":"9b3d1acd-a447-4ff6-bfcd-60d231d67133","job":"dd320e94-588c-439c-b05b-2f8993a37cf2","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:20:35.036886Z","started_at":"2026-12-01T01:20:35.104999Z","finished_at":"2026-12-01T01:20:35.108734Z"}}}', 'pending', 1, 1, '2026-12-01 01:20:41.742182+00', NULL, '2026-12-01 01:20:35.108734+00', NULL);
INSERT INTO public.delivery VALUES ('msg_4b8acbb9adaa4ff995f271c4a94ad6bb', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'trial.failed', 'trial.failed/8604df50-feef-40c2-aaf9-21e2a858bf7e', '{"type":"trial.failed","timestamp":"2026-12-01T01:20:35.093564Z","data":{"job":{"id":"dd320e94-588c-439c-b05b-2f8993a37cf2","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:35.036886Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":null},"trial":{"id":"8604df50-feef-40c2-aaf9-21e2a858bf7e","job":"dd320e94-588c-439c-b05b-2f8993a37cf2","number":1,"ncode":"230","round":1,"source":"warmup","state":"failed","attempt":1,"worker":"w","score":null,"error":"out of memory","created_at":"2026-12-01T01:20:35.036886Z","started_at":"2026-12-01T01:20:35.080592Z","finished_at":"2026-12-01T01:20:35.093564Z"}}}', 'pending', 1, 1, '2026-12-01 01:20:41.833859+00', NULL, '2026-12-01 01:20:35.093564+00', NULL);
INSERT INTO public.delivery VALUES ('msg_1bcdace068a1467186b4a8a9e5ccd042', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'best.improved', 'best.improved/9b3d1acd-a447-4ff6-bfcd-60d231d67133', '{"type":"best.improved","timestamp":"2026-12-01T01:20:35.108734Z","data":{"job":{"id":"dd320e94-588c-439c-b05b-2f8993a37cf2","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:35.036886Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":{"trial":"9b3d1acd-a447-4ff6-bfcd-60d231d67133","score":1.0}},"trial":{"id":"9b3d1acd-a447-4ff6-bfcd-60d231d67133","job":"dd320e94-588c-439c-b05b-2f8993a37cf2","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:20:35.036886Z","started_at":"2026-12-01T01:20:35.104999Z","finished_at":"2026-12-01T01:20:35.108734Z"}}}', 'pending', 1, 1, '2026-12-01 01:20:41.231702+00', NULL, '2026-12-01 01:20:35.108734+00', NULL);
INSERT INTO public.delivery VALUES ('msg_ad72cb22eba345229c91814811cbf235', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'trial.completed', 'trial.completed/d8d52276-1bf9-4ebf-964e-59f4ce81871d', '{"type":"trial.completed","timestamp":"2026-12-01T01:20:36.220673Z","data":{"job":{"id":"dd320e94-588c-439c-b05b-2f8993a37cf2","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:35.036886Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":6,"rounds":2},"best":{"trial":"d8d52276-1bf9-4ebf-964e-59f4ce81871d","score":9.0}},"trial":{"id":"d8d52276-1bf9-4ebf-964e-59f4ce81871d","job":"dd320e94-588c-439c-b05b-2f8993a37cf2","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:20:35.904878Z","started_at":"2026-12-01T01:20:36.215001Z","finished_at":"2026-12-01T01:20:36.220673Z"}}}', 'pending', 1, 1, '2026-12-01 01:20:41.53182+00', NULL, '2026-12-01 01:20:36.220673+00', NULL);
INSERT INTO public.delivery VALUES ('msg_f6023d7b4bc44c0fbe0a189ac9894f87', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'trial.completed', 'trial.completed/2d70effd-059e-4626-b78b-108e72e49de6', '{"type":"trial.completed","timestamp":"2026-12-01T01:20:36.382996Z","data":{"job":{"id":"dd320e94-588c-439c-b05b-2f8993a37cf2","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:35.036886Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":4,"max_trials":6,"rounds":3},"best":{"trial":"d8d52276-1bf9-4ebf-964e-59f4ce81871d","score":9.0}},"trial":{"id":"2d70effd-059e-4626-b78b-108e72e49de6","job":"dd320e94-588c-439c-b05b-2f8993a37cf2","number":4,"ncode":"233","round":3,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:20:36.289140Z","started_at":"2026-12-01T01:20:36.377462Z","finished_at":"2026-12-01T01:20:36.382996Z"}}}', 'pending', 0, 0, '2026-12-01 01:20:36.382996+00', NULL, '2026-12-01 01:20:36.382996+00', NULL);
INSERT INTO public.delivery VALUES ('msg_c2c5f856ec1f489082debc337da14830', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'trial.completed', 'trial.completed/342a422a-538a-44f6-8b52-49e8c69b9a28', '{"type":"trial.completed","timestamp":"2026-12-01T01:20:36.456748Z","data":{"job":{"id":"dd320e94-588c-439c-b05b-2f8993a37cf2","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:35.036886Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":5,"max_trials":6,"rounds":4},"best":{"trial":"d8d52276-1bf9-4ebf-964e-59f4ce81871d","score":9.0}},"trial":{"id":"342a422a-538a-44f6-8b52-49e8c69b9a28","job":"dd320e94-588c-439c-b05b-2f8993a37cf2","number":5,"ncode":"323","round":4,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:20:36.444059Z","started_at":"2026-12-01T01:20:36.451392Z","finished_at":"2026-12-01T01:20:36.456748Z"}}}', 'pending', 0, 0, '2026-12-01 01:20:36.456748+00', NULL, '2026-12-01 01:20:36.456748+00', NULL);
INSERT INTO public.delivery VALUES ('msg_0fdf9fe6ea654731b22f1d21cdd8ac05', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'trial.completed', 'trial.completed/69e0c61a-5c12-4161-8753-e269b9029fdd', '{"type":"trial.completed","timestamp":"2026-12-01T01:20:36.604565Z","data":{"job":{"id":"dd320e94-588c-439c-b05b-2f8993a37cf2","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:35.036886Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":6,"max_trials":6,"rounds":5},"best":{"trial":"d8d52276-1bf9-4ebf-964e-59f4ce81871d","score":9.0}},"trial":{"id":"69e0c61a-5c12-4161-8753-e269b9029fdd","job":"dd320e94-588c-439c-b05b-2f8993a37cf2","number":6,"ncode":"332","round":5,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:20:36.520727Z","started_at":"2026-12-01T01:20:36.600730Z","finished_at":"2026-12-01T01:20:36.604565Z"}}}', 'pending', 0, 0, '2026-12-01 01:20:36.604565+00', NULL, '2026-12-01 01:20:36.604565+00', NULL);
INSERT INTO public.delivery VALUES ('msg_6562d72698b44d468cb4a07f5b77657e', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'job.completed', 'job.completed/dd320e94-588c-439c-b05b-2f8993a37cf2', '{"type":"job.completed","timestamp":"2026-12-01T01:20:36.604565Z","data":{"job":{"id":"dd320e94-588c-439c-b05b-2f8993a37cf2","name":"ended","state":"completed","end_reason":"budget_used","created_at":"2026-12-01T01:20:35.036886Z","finished_at":"2026-12-01T01:20:36.604565Z","objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":6,"max_trials":6,"rounds":5},"best":{"trial":"d8d52276-1bf9-4ebf-964e-59f4ce81871d","score":9.0}}}}', 'pending', 0, 0, '2026-12-01 01:20:36.604565+00', NULL, '2026-12-01 01:20:36.604565+00', NULL);
INSERT INTO public.delivery VALUES ('msg_34df443dbba240d8a8b08e49fece59b4', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'job.started', 'job.started/a26edc4b-6711-47e6-a9ae-b00968d9b997', '{"type":"job.started","timestamp":"2026-12-01T01:20:36.621093Z","data":{"job":{"id":"a26edc4b-6711-47e6-a9ae-b00968d9b997","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:36.621093Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 01:20:36.621093+00', NULL, '2026-12-01 01:20:36.621093+00', NULL);
INSERT INTO public.delivery VALUES ('msg_ac6dd921329a4366b006282905d5faf1', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'trial.failed', 'trial.failed/98e2acd4-a1eb-4fd0-b78f-84789f132e01', '{"type":"trial.failed","timestamp":"2026-12-01T01:20:36.638747Z","data":{"job":{"id":"a26edc4b-6711-47e6-a9ae-b00968d9b997","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:36.621093Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":null},"trial":{"id":"98e2acd4-a1eb-4fd0-b78f-84789f132e01","job":"a26edc4b-6711-47e6-a9ae-b00968d9b997","number":1,"ncode":"230","round":1,"source":"warmup","state":"failed","attempt":1,"worker":"w","score":null,"error":"out of memory","created_at":"2026-12-01T01:20:36.621093Z","started_at":"2026-12-01T01:20:36.632528Z","finished_at":"2026-12-01T01:20:36.638747Z"}}}', 'pending', 0, 0, '2026-12-01 01:20:36.638747+00', NULL, '2026-12-01 01:20:36.638747+00', NULL);
INSERT INTO public.delivery VALUES ('msg_535a787b26104c608e682efe8b306524', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'trial.completed', 'trial.completed/596f209d-0a61-4915-9edd-4f2ffdc45746', '{"type":"trial.completed","timestamp":"2026-12-01T01:20:36.653835Z","data":{"job":{"id":"a26edc4b-6711-47e6-a9ae-b00968d9b997","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:36.621093Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":{"trial":"596f209d-0a61-4915-9edd-4f2ffdc45746","score":1.0}},"trial":{"id":"596f209d-0a61-4915-9edd-4f2ffdc45746","job":"a26edc4b-6711-47e6-a9ae-b00968d9b997","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:20:36.621093Z","started_at":"2026-12-01T01:20:36.650434Z","finished_at":"2026-12-01T01:20:36.653835Z"}}}', 'pending', 0, 0, '2026-12-01 01:20:36.653835+00', NULL, '2026-12-01 01:20:36.653835+00', NULL);
INSERT INTO public.delivery VALUES ('msg_7885290b57bf481fb83eaa26fd704227', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'best.improved', 'best.improved/596f209d-0a61-4915-9edd-4f2ffdc45746', '{"type":"best.improved","timestamp":"2026-12-01T01:20:36.653835Z","data":{"job":{"id":"a26edc4b-6711-47e6-a9ae-b00968d9b997","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:36.621093Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":{"trial":"596f209d-0a61-4915-9edd-4f2ffdc45746","score":1.0}},"trial":{"id":"596f209d-0a61-4915-9edd-4f2ffdc45746","job":"a26edc4b-6711-47e6-a9ae-b00968d9b997","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:20:36.621093Z","started_at":"2026-12-01T01:20:36.650434Z","finished_at":"2026-12-01T01:20:36.653835Z"}}}', 'pending', 0, 0, '2026-12-01 01:20:36.653835+00', NULL, '2026-12-01 01:20:36.653835+00', NULL);
INSERT INTO public.delivery VALUES ('msg_4493d95fefa74885973f06d542a5354d', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'trial.completed', 'trial.completed/5ff7544b-ad3d-4ad3-b58f-c9f5d1893d10', '{"type":"trial.completed","timestamp":"2026-12-01T01:20:36.796101Z","data":{"job":{"id":"a26edc4b-6711-47e6-a9ae-b00968d9b997","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:36.621093Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":20,"rounds":2},"best":{"trial":"5ff7544b-ad3d-4ad3-b58f-c9f5d1893d10","score":9.0}},"trial":{"id":"5ff7544b-ad3d-4ad3-b58f-c9f5d1893d10","job":"a26edc4b-6711-47e6-a9ae-b00968d9b997","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:20:36.718150Z","started_at":"2026-12-01T01:20:36.792649Z","finished_at":"2026-12-01T01:20:36.796101Z"}}}', 'pending', 0, 0, '2026-12-01 01:20:36.796101+00', NULL, '2026-12-01 01:20:36.796101+00', NULL);
INSERT INTO public.delivery VALUES ('msg_f8cec244520846d59a73cb348d848056', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'best.improved', 'best.improved/5ff7544b-ad3d-4ad3-b58f-c9f5d1893d10', '{"type":"best.improved","timestamp":"2026-12-01T01:20:36.796101Z","data":{"job":{"id":"a26edc4b-6711-47e6-a9ae-b00968d9b997","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:36.621093Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":20,"rounds":2},"best":{"trial":"5ff7544b-ad3d-4ad3-b58f-c9f5d1893d10","score":9.0}},"trial":{"id":"5ff7544b-ad3d-4ad3-b58f-c9f5d1893d10","job":"a26edc4b-6711-47e6-a9ae-b00968d9b997","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:20:36.718150Z","started_at":"2026-12-01T01:20:36.792649Z","finished_at":"2026-12-01T01:20:36.796101Z"}}}', 'pending', 0, 0, '2026-12-01 01:20:36.796101+00', NULL, '2026-12-01 01:20:36.796101+00', NULL);
INSERT INTO public.delivery VALUES ('msg_0051dd1f18604af79180af1b998b82c9', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'trial.completed', 'trial.completed/8285ccdb-db5f-48d8-8343-8ae0916c3727', '{"type":"trial.completed","timestamp":"2026-12-01T01:20:36.946094Z","data":{"job":{"id":"a26edc4b-6711-47e6-a9ae-b00968d9b997","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:36.621093Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":4,"max_trials":20,"rounds":3},"best":{"trial":"5ff7544b-ad3d-4ad3-b58f-c9f5d1893d10","score":9.0}},"trial":{"id":"8285ccdb-db5f-48d8-8343-8ae0916c3727","job":"a26edc4b-6711-47e6-a9ae-b00968d9b997","number":4,"ncode":"233","round":3,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:20:36.853049Z","started_at":"2026-12-01T01:20:36.942651Z","finished_at":"2026-12-01T01:20:36.946094Z"}}}', 'pending', 0, 0, '2026-12-01 01:20:36.946094+00', NULL, '2026-12-01 01:20:36.946094+00', NULL);
INSERT INTO public.delivery VALUES ('msg_8549e693b8634a4793318704f6aee69b', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'trial.completed', 'trial.completed/2c465739-6e49-4554-a3ed-512b701ef02d', '{"type":"trial.completed","timestamp":"2026-12-01T01:20:37.095501Z","data":{"job":{"id":"a26edc4b-6711-47e6-a9ae-b00968d9b997","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:36.621093Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":5,"max_trials":20,"rounds":4},"best":{"trial":"5ff7544b-ad3d-4ad3-b58f-c9f5d1893d10","score":9.0}},"trial":{"id":"2c465739-6e49-4554-a3ed-512b701ef02d","job":"a26edc4b-6711-47e6-a9ae-b00968d9b997","number":5,"ncode":"323","round":4,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:20:37.010505Z","started_at":"2026-12-01T01:20:37.090877Z","finished_at":"2026-12-01T01:20:37.095501Z"}}}', 'pending', 0, 0, '2026-12-01 01:20:37.095501+00', NULL, '2026-12-01 01:20:37.095501+00', NULL);
INSERT INTO public.delivery VALUES ('msg_8cdb8c1d63194244bdf578f1f89b5215', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'job.started', 'job.started/cee92827-e1bc-4bb9-ba12-ffd315492248', '{"type":"job.started","timestamp":"2026-12-01T01:20:37.110632Z","data":{"job":{"id":"cee92827-e1bc-4bb9-ba12-ffd315492248","name":"lost","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:37.110632Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":1,"max_trials":1,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 01:20:37.110632+00', NULL, '2026-12-01 01:20:37.110632+00', NULL);
INSERT INTO public.delivery VALUES ('msg_5a223530ad644bd49c7f818ba81dbafe', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'job.started', 'job.started/9a77e83d-1a76-4011-be38-c79002e67e03', '{"type":"job.started","timestamp":"2026-12-01T01:20:37.139587Z","data":{"job":{"id":"9a77e83d-1a76-4011-be38-c79002e67e03","name":"called","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:37.139587Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":2,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 01:20:37.139587+00', NULL, '2026-12-01 01:20:37.139587+00', NULL);
INSERT INTO public.delivery VALUES ('msg_52a6b73172de4177822300909e79ddb8', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'best.improved', 'best.improved/d8d52276-1bf9-4ebf-964e-59f4ce81871d', '{"type":"best.improved","timestamp":"2026-12-01T01:20:36.220673Z","data":{"job":{"id":"dd320e94-588c-439c-b05b-2f8993a37cf2","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:35.036886Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":6,"rounds":2},"best":{"trial":"d8d52276-1bf9-4ebf-964e-59f4ce81871d","score":9.0}},"trial":{"id":"d8d52276-1bf9-4ebf-964e-59f4ce81871d","job":"dd320e94-588c-439c-b05b-2f8993a37cf2","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:20:35.904878Z","started_at":"2026-12-01T01:20:36.215001Z","finished_at":"2026-12-01T01:20:36.220673Z"}}}', 'pending', 1, 1, '2026-12-01 01:20:43.296833+00', NULL, '2026-12-01 01:20:36.220673+00', NULL);
INSERT INTO public.delivery VALUES ('msg_365703f1f8a64395be3bfe3db25834eb', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'trial.lease_expired', 'trial.lease_expired/5b65e195-f843-4809-be05-4e824bcf54b5/1', '{"type":"trial.lease_expired","timestamp":"2026-12-01T01:20:38.444212Z","data":{"job":{"id":"cee92827-e1bc-4bb9-ba12-ffd315492248","name":"lost","state":"running","end_reason":null,"created_at":"2026-12-01T01:20:37.110632Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":1,"max_trials":1,"rounds":1},"best":null},"trial":{"id":"5b65e195-f843-4809-be05-4e824bcf54b5","job":"cee92827-e1bc-4bb9-ba12-ffd315492248","number":1,"ncode":"230","round":1,"source":"warmup","state":"queued","attempt":2,"worker":"w","score":null,"error":null,"created_at":"2026-12-01T01:20:37.110632Z","started_at":"2026-12-01T01:20:37.135481Z","finished_at":null},"lease":{"attempt":1,"worker":"w"}}}', 'pending', 0, 0, '2026-12-01 01:20:38.444212+00', NULL, '2026-12-01 01:20:38.444212+00', NULL);
INSERT INTO public.delivery_attempt VALUES ('msg_8372a22ad68f4aca804825a23ec8605e', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:35.877557+00', NULL, 'the connection was refused', 2, '');
INSERT INTO public.delivery_attempt VALUES ('msg_48cf034ed5ea442d88d0c179435d1a1b', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:35.901234+00', NULL, 'the connection was refused', 2, '');
INSERT INTO public.delivery_attempt VALUES ('msg_4b8acbb9adaa4ff995f271c4a94ad6bb', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:35.901305+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_1bcdace068a1467186b4a8a9e5ccd042', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:35.908865+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_ad72cb22eba345229c91814811cbf235', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:36.236303+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_52a6b73172de4177822300909e79ddb8', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:37.473091+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.idempotency_record VALUES ('00000000-0000-0000-0000-000000000001', 'POST /v1/jobs', 'one', '\xab40bbbd4f076efb0a1b176775d8e487f227bdd8a862084014b81cbd5b34ef31', '{"id": "dd320e94-588c-439c-b05b-2f8993a37cf2", "name": "ended", "state": "running", "end_reason": null, "pause_reason": null, "created_at": "2026-12-01T01:20:35.036886Z", "finished_at": null, "deadline_at": null, "revision": 2, "space": {"dimensions": [{"name": "depth", "type": "int", "low": 1, "high": 4}, {"name": "width", "type": "int", "low": 1, "high": 4}, {"name": "kernel", "type": "int", "low": 1, "high": 4}]}, "space_size": "64", "ncode": {"length": 3, "widths": [1, 1, 1]}, "objective": {"metric": "acc", "goal": "maximize"}, "budget": {"max_trials": 6, "max_parallel": 1, "max_failures": null, "deadline_s": null}, "strategy": {"ranker": "surrogate", "pool": {"kind": "extended", "size": 256}, "warmup": 2, "history": 200, "penalize": ["infeasible"]}, "evaluation": {"mode": "pull", "lease_s": 300, "max_attempts": 3}, "seed": 7, "tags": {}, "progress": {"queued": 2, "running": 0, "completed": 0, "failed": 0, "infeasible": 0, "cancelled": 0, "trials": 2, "max_trials": 6, "rounds": 1}, "best": null}', '2026-12-01 01:20:35.036886+00');
INSERT INTO public.job VALUES ('dd320e94-588c-439c-b05b-2f8993a37cf2', '00000000-0000-0000-0000-000000000001', 'ended', 'completed', 'budget_used', '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 6, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 300, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 19, 6, 5, 6, 1, 9, 'd8d52276-1bf9-4ebf-964e-59f4ce81871d', '2026-12-01 01:20:35.036886+00', '2026-12-01 01:20:36.604565+00');
INSERT INTO public.job VALUES ('a26edc4b-6711-47e6-a9ae-b00968d9b997', '00000000-0000-0000-0000-000000000001', 'running', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 20, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 300, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 16, 6, 5, 5, 1, 9, '5ff7544b-ad3d-4ad3-b58f-c9f5d1893d10', '2026-12-01 01:20:36.621093+00', NULL);
INSERT INTO public.job VALUES ('cee92827-e1bc-4bb9-ba12-ffd315492248', '00000000-0000-0000-0000-000000000001', 'lost', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 1, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 1, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 4, 1, 1, 0, 0, NULL, NULL, '2026-12-01 01:20:37.110632+00', NULL);
INSERT INTO public.job VALUES ('9a77e83d-1a76-4011-be38-c79002e67e03', '00000000-0000-0000-0000-000000000001', 'called', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 2, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"url": "http://127.0.0.1:35733/", "mode": "callback", "lease_s": 300, "timeout_s": 30, "max_attempts": 3, "max_concurrency": 1}', '[{"encrypted": "test.UQwloc2-EnMvlq3Mznv3M4pmVsiY53RmS7Wk8Qpi1XpI5E_DS0XhUAjTUnAUr6GUs7j0hBqfAwJirwQlbo5h4oMKEEtS94sT1Jt0vKZ7", "expires_at": null}]', NULL, NULL, 7, '{}', 5, 2, 1, 0, 0, NULL, NULL, '2026-12-01 01:20:37.139587+00', NULL);
INSERT INTO public.lease VALUES ('\x36fbeb4b080ee6169e7e6afd26c4e0d00191d2c3adeb4435c8f5820d00bd30d9', '00000000-0000-0000-0000-000000000001', '8604df50-feef-40c2-aaf9-21e2a858bf7e', 'w', 1, '2026-12-01 01:20:35.080592+00');
INSERT INTO public.lease VALUES ('\xc9da6f1a04296314c51f81c83f19320a1bb6cc6fa79a6ec535535f716aca57f2', '00000000-0000-0000-0000-000000000001', '9b3d1acd-a447-4ff6-bfcd-60d231d67133', 'w', 1, '2026-12-01 01:20:35.104999+00');
INSERT INTO public.lease VALUES ('\xcc4f830d1a8acc333f47fc887752f30eb3484aae2a2029f22dac87c200a02b9d', '00000000-0000-0000-0000-000000000001', 'd8d52276-1bf9-4ebf-964e-59f4ce81871d', 'w', 1, '2026-12-01 01:20:36.215001+00');
INSERT INTO public.lease VALUES ('\x350141af5878c1098eca19346e82e8b1816d3b2a7a8a191b7c0d7be23e787535', '00000000-0000-0000-0000-000000000001', '2d70effd-059e-4626-b78b-108e72e49de6', 'w', 1, '2026-12-01 01:20:36.377462+00');
INSERT INTO public.lease VALUES ('\x287d22852e5448ccc5f30d48bf2d16a454aa3e03ee143fc1606c7e62d70697af', '00000000-0000-0000-0000-000000000001', '342a422a-538a-44f6-8b52-49e8c69b9a28', 'w', 1, '2026-12-01 01:20:36.451392+00');
INSERT INTO public.lease VALUES ('\xc6331e4b8944ebeb2e06a87585707cf6381b1113be21a5f1becd9df3b0f6efbd', '00000000-0000-0000-0000-000000000001', '69e0c61a-5c12-4161-8753-e269b9029fdd', 'w', 1, '2026-12-01 01:20:36.60073+00');
INSERT INTO public.lease VALUES ('\x37df1246878180deafe28538d3ba24e8b3b768e3c0027a91a4b0aca31a839510', '00000000-0000-0000-0000-000000000001', '98e2acd4-a1eb-4fd0-b78f-84789f132e01', 'w', 1, '2026-12-01 01:20:36.632528+00');
INSERT INTO public.lease VALUES ('\xbff9fa1468ba062a68921c457fb16900a9e7560ba870edf876b26509003f0602', '00000000-0000-0000-0000-000000000001', '596f209d-0a61-4915-9edd-4f2ffdc45746', 'w', 1, '2026-12-01 01:20:36.650434+00');
INSERT INTO public.lease VALUES ('\x8e8f05a7f84a356e268816f363ca74df98dd8c83a9ba3566db979c154f7b8216', '00000000-0000-0000-0000-000000000001', '5ff7544b-ad3d-4ad3-b58f-c9f5d1893d10', 'w', 1, '2026-12-01 01:20:36.792649+00');
INSERT INTO public.lease VALUES ('\xda97a56d922d1220ecb6c9e8aa805d0877981aeaeda75be52ca39171723ccc56', '00000000-0000-0000-0000-000000000001', '8285ccdb-db5f-48d8-8343-8ae0916c3727', 'w', 1, '2026-12-01 01:20:36.942651+00');
INSERT INTO public.lease VALUES ('\xab15765a9a69937c7c3b8103945c4a59cf536dad8bc7bb7d97fac749a1bd07ed', '00000000-0000-0000-0000-000000000001', '2c465739-6e49-4554-a3ed-512b701ef02d', 'w', 1, '2026-12-01 01:20:37.090877+00');
INSERT INTO public.lease VALUES ('\x2f99eb34b94d57900980e81ac1ad347ceb9beef68a67f84ad5661dfc5b6eb0ca', '00000000-0000-0000-0000-000000000001', '5b65e195-f843-4809-be05-4e824bcf54b5', 'w', 1, '2026-12-01 01:20:37.135481+00');
INSERT INTO public.lease VALUES ('\x67e280fb43a2d15378951787f6a338c2b13a288402d01005b162d355bf1ee5bd', '00000000-0000-0000-0000-000000000001', '53a195bf-8b30-4c54-abe4-7bd51552e1f5', 'callback', 1, '2026-12-01 01:20:37.164773+00');
INSERT INTO public.lease VALUES ('\xf97b5245be43910218c32d0870be12095582c325bd7995baed12c2579a43f9f3', '00000000-0000-0000-0000-000000000001', '53a195bf-8b30-4c54-abe4-7bd51552e1f5', 'callback', 1, '2026-12-01 01:20:38.48252+00');
INSERT INTO public.lease_expiry VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:00+00', 1);
INSERT INTO public.project VALUES ('00000000-0000-0000-0000-000000000001', 'default', '{}', '2026-12-01 01:20:31.442667+00');
INSERT INTO public.ranker_revision VALUES ('surrogate', '3', '2026-12-01 01:20:35.892416+00');
INSERT INTO public.ranker_state VALUES ('surrogate', 'ready', '3', NULL, '2026-12-01 01:20:35.892416+00');
INSERT INTO public.ranking_use VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 01:20:00+00', 0.0065272860015284095);
INSERT INTO public.round VALUES ('db248134-e953-4235-a371-fb8efb137021', '00000000-0000-0000-0000-000000000001', 'dd320e94-588c-439c-b05b-2f8993a37cf2', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 01:20:35.036886+00', NULL, '2026-12-01 01:20:35.036886+00');
INSERT INTO public.round VALUES ('52eeaf21-5134-4028-a6a4-6427efbd02b7', '00000000-0000-0000-0000-000000000001', 'dd320e94-588c-439c-b05b-2f8993a37cf2', 2, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 2, 2, 1, 'f813fa5ce29ac68ec4897d3ec6b95a4aa716db68a8efbfafd8b1194fe3116cbb', '{333,233,303,332,323,203,232,313,322,133,331,223,302,321,103,033,202,312,330,123,231,213,301,132,222,003,311,201,300,113,212,221,032,102,122,320,023,131,002,013,310,200,112,220,211,121,022,130,031,101,120,012,030,210,100,111,001,021,011,000,110,020}', '{-7.827081893849577,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.927139722962746,-7.927139722962746,-7.927139722962746,-7.927139722962746}', '{0}', NULL, NULL, 0.752, '2026-12-01 01:20:35.108734+00', '2026-12-01 01:21:05.785634+00', '2026-12-01 01:20:35.904878+00');
INSERT INTO public.round VALUES ('e3d28ea7-3f88-4ad0-b3c6-e3f0b66816ba', '00000000-0000-0000-0000-000000000001', 'dd320e94-588c-439c-b05b-2f8993a37cf2', 3, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 3, 3, 2, '5b2214994c97e41525e722d560e0f225e39697a0defd271ea8f8c0719b5a4afd', '{233,323,332,331,133,313,232,223,322,303,033,330,231,123,213,321,132,312,222,203,302,103,202,301,032,320,023,131,113,122,311,212,221,003,102,300,201,013,031,022,220,121,211,310,130,112,002,200,101,111,012,030,120,210,021,001,100,011,020,110,000}', '{-2.5029689485056523,-2.5029689485056523,-2.5029689485056523,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7992400561410555,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.902720797321046,-2.902720797321046,-2.9954482822576636,-2.9954482822576636,-2.9954482822576636,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.2430166325804843,-3.2430166325804843,-3.2430166325804843,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.5050516526616367,-3.5050516526616367,-4.154787099259599,-4.154787099259599,-4.154787099259599,-4.193511927377555}', '{0}', NULL, NULL, 0.775, '2026-12-01 01:20:36.220673+00', '2026-12-01 01:21:06.230695+00', '2026-12-01 01:20:36.28914+00');
INSERT INTO public.round VALUES ('917551b4-9970-4057-a320-24f5017b80b1', '00000000-0000-0000-0000-000000000001', 'dd320e94-588c-439c-b05b-2f8993a37cf2', 4, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 4, 4, 3, '53f4c024d53d300fe042b61832776b27e4fd2297a34f9c6f62bd0af470f3a0bb', '{323,332,313,331,322,303,330,321,312,302,203,301,311,320,033,231,132,213,123,222,202,103,300,032,023,221,113,131,212,122,102,003,201,232,133,223,310,013,211,031,022,220,112,130,121,002,200,101,030,012,021,210,111,120,001,100,110,011,020,000}', '{-2.62220171813057,-2.62220171813057,-2.870046260309175,-2.870046260309175,-2.870046260309175,-2.9720469547162267,-3.0560532302234296,-3.0560532302234296,-3.0560532302234296,-3.0914988630643547,-3.196093208655906,-3.200165536956782,-3.226238129868837,-3.226238129868837,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.2619887144771025,-3.2619887144771025,-3.32351478013379,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.3630130174214816,-3.3630130174214816,-3.3630130174214816,-3.366338531749186,-3.366338531749186,-3.366338531749186,-3.432075296018785,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.527253609224137,-3.527253609224137,-3.527253609224137,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.844386370984905,-3.844386370984905,-4.6760094219801385,-4.6760094219801385,-4.6760094219801385,-4.7015159447577455}', '{0}', NULL, NULL, 0.752, '2026-12-01 01:20:36.382996+00', '2026-12-01 01:21:06.394817+00', '2026-12-01 01:20:36.444059+00');
INSERT INTO public.round VALUES ('e89282fd-7670-482f-8783-729da6197402', '00000000-0000-0000-0000-000000000001', 'dd320e94-588c-439c-b05b-2f8993a37cf2', 5, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 5, 5, 4, '14e9f52638f3b8b6b40b387afe67886af14186b964c1287f2b02e2870ce8822e', '{332,331,330,303,302,301,321,231,033,132,312,203,103,202,032,320,311,131,300,133,232,322,313,102,003,201,023,212,113,221,122,123,213,222,310,130,031,101,200,002,013,220,211,022,121,112,030,100,001,210,120,012,021,111,223,110,020,011,000}', '{-2.85337941133423,-3.131934730649321,-3.3363048983864667,-3.457706620016544,-3.4820927689520613,-3.5548795884253446,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.5978359436509835,-3.622706502599407,-3.622706502599407,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6695860890570393,-3.6843780003655624,-3.6843780003655624,-3.6843780003655633,-3.6843780003655633,-3.712832632512242,-3.712832632512242,-3.712832632512242,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.79426095920843,-3.79426095920843,-3.79426095920843,-3.8307489309960534,-3.8307489309960534,-3.8307489309960534,-3.8886134657865155,-3.8886134657865155,-3.8886134657865155,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-4.203050359186143,-4.250354137546824,-4.250354137546824,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.3354318056074765,-5.2478254931949655,-5.2478254931949655,-5.2478254931949655,-5.253422077483705}', '{0}', NULL, NULL, 0.852, '2026-12-01 01:20:36.456748+00', '2026-12-01 01:21:06.467437+00', '2026-12-01 01:20:36.520727+00');
INSERT INTO public.round VALUES ('e2e5c210-fdab-4603-809c-b331e794e1df', '00000000-0000-0000-0000-000000000001', 'a26edc4b-6711-47e6-a9ae-b00968d9b997', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 01:20:36.621093+00', NULL, '2026-12-01 01:20:36.621093+00');
INSERT INTO public.round VALUES ('9646cbce-bb6e-418d-b829-8c80dfad04f7', '00000000-0000-0000-0000-000000000001', 'a26edc4b-6711-47e6-a9ae-b00968d9b997', 2, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 2, 2, 1, 'f813fa5ce29ac68ec4897d3ec6b95a4aa716db68a8efbfafd8b1194fe3116cbb', '{333,233,303,332,323,203,232,313,322,133,331,223,302,321,103,033,202,312,330,123,231,213,301,132,222,003,311,201,300,113,212,221,032,102,122,320,023,131,002,013,310,200,112,220,211,121,022,130,031,101,120,012,030,210,100,111,001,021,011,000,110,020}', '{-7.827081893849577,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.927139722962746,-7.927139722962746,-7.927139722962746,-7.927139722962746}', '{0}', NULL, NULL, 0.833, '2026-12-01 01:20:36.653835+00', '2026-12-01 01:21:06.668431+00', '2026-12-01 01:20:36.71815+00');
INSERT INTO public.round VALUES ('c86d5851-4efc-4b8d-b23d-6057352cdc8f', '00000000-0000-0000-0000-000000000001', 'cee92827-e1bc-4bb9-ba12-ffd315492248', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230}', NULL, '{0}', NULL, NULL, NULL, '2026-12-01 01:20:37.110632+00', NULL, '2026-12-01 01:20:37.110632+00');
INSERT INTO public.round VALUES ('974643b6-98c5-48bb-8a5a-6d0685e0d11b', '00000000-0000-0000-0000-000000000001', '9a77e83d-1a76-4011-be38-c79002e67e03', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 01:20:37.139587+00', NULL, '2026-12-01 01:20:37.139587+00');
INSERT INTO public.round VALUES ('ee944f7d-3a77-4fce-874a-a4b6d5666972', '00000000-0000-0000-0000-000000000001', 'a26edc4b-6711-47e6-a9ae-b00968d9b997', 3, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 3, 3, 2, '5b2214994c97e41525e722d560e0f225e39697a0defd271ea8f8c0719b5a4afd', '{233,323,332,331,133,313,232,223,322,303,033,330,231,123,213,321,132,312,222,203,302,103,202,301,032,320,023,131,113,122,311,212,221,003,102,300,201,013,031,022,220,121,211,310,130,112,002,200,101,111,012,030,120,210,021,001,100,011,020,110,000}', '{-2.5029689485056523,-2.5029689485056523,-2.5029689485056523,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7992400561410555,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.902720797321046,-2.902720797321046,-2.9954482822576636,-2.9954482822576636,-2.9954482822576636,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.2430166325804843,-3.2430166325804843,-3.2430166325804843,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.5050516526616367,-3.5050516526616367,-4.154787099259599,-4.154787099259599,-4.154787099259599,-4.193511927377555}', '{0}', NULL, NULL, 0.747, '2026-12-01 01:20:36.796101+00', '2026-12-01 01:21:06.803662+00', '2026-12-01 01:20:36.853049+00');
INSERT INTO public.round VALUES ('549b1256-8224-4127-ab5e-3c8da00fcc1f', '00000000-0000-0000-0000-000000000001', 'a26edc4b-6711-47e6-a9ae-b00968d9b997', 4, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 4, 4, 3, '53f4c024d53d300fe042b61832776b27e4fd2297a34f9c6f62bd0af470f3a0bb', '{323,332,313,331,322,303,330,321,312,302,203,301,311,320,033,231,132,213,123,222,202,103,300,032,023,221,113,131,212,122,102,003,201,232,133,223,310,013,211,031,022,220,112,130,121,002,200,101,030,012,021,210,111,120,001,100,110,011,020,000}', '{-2.62220171813057,-2.62220171813057,-2.870046260309175,-2.870046260309175,-2.870046260309175,-2.9720469547162267,-3.0560532302234296,-3.0560532302234296,-3.0560532302234296,-3.0914988630643547,-3.196093208655906,-3.200165536956782,-3.226238129868837,-3.226238129868837,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.2619887144771025,-3.2619887144771025,-3.32351478013379,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.3630130174214816,-3.3630130174214816,-3.3630130174214816,-3.366338531749186,-3.366338531749186,-3.366338531749186,-3.432075296018785,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.527253609224137,-3.527253609224137,-3.527253609224137,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.844386370984905,-3.844386370984905,-4.6760094219801385,-4.6760094219801385,-4.6760094219801385,-4.7015159447577455}', '{0}', NULL, NULL, 0.885, '2026-12-01 01:20:36.946094+00', '2026-12-01 01:21:06.958771+00', '2026-12-01 01:20:37.010505+00');
INSERT INTO public.round VALUES ('feabdb62-8ea4-4470-b705-ccf72eaf9954', '00000000-0000-0000-0000-000000000001', 'a26edc4b-6711-47e6-a9ae-b00968d9b997', 5, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 5, 5, 4, '14e9f52638f3b8b6b40b387afe67886af14186b964c1287f2b02e2870ce8822e', '{332,331,330,303,302,301,321,231,033,132,312,203,103,202,032,320,311,131,300,133,232,322,313,102,003,201,023,212,113,221,122,123,213,222,310,130,031,101,200,002,013,220,211,022,121,112,030,100,001,210,120,012,021,111,223,110,020,011,000}', '{-2.85337941133423,-3.131934730649321,-3.3363048983864667,-3.457706620016544,-3.4820927689520613,-3.5548795884253446,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.5978359436509835,-3.622706502599407,-3.622706502599407,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6695860890570393,-3.6843780003655624,-3.6843780003655624,-3.6843780003655633,-3.6843780003655633,-3.712832632512242,-3.712832632512242,-3.712832632512242,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.79426095920843,-3.79426095920843,-3.79426095920843,-3.8307489309960534,-3.8307489309960534,-3.8307489309960534,-3.8886134657865155,-3.8886134657865155,-3.8886134657865155,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-4.203050359186143,-4.250354137546824,-4.250354137546824,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.3354318056074765,-5.2478254931949655,-5.2478254931949655,-5.2478254931949655,-5.253422077483705}', '{0}', NULL, NULL, 0.781, '2026-12-01 01:20:37.095501+00', '2026-12-01 01:21:07.10885+00', '2026-12-01 01:20:37.179458+00');
INSERT INTO public.stateless_ranking VALUES ('4f99b857-bf71-4a6b-9eb6-5b90ef6cb331', '00000000-0000-0000-0000-000000000001', 'ranked', 'surrogate', '{"seed": 0, "space": {"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}, "points": [], "scores": [], "candidates": [[0, 0, 0], [1, 1, 1]]}', '{"ranker": "surrogate", "ranking": [{"ncode": "000", "score": 0.0}, {"ncode": "111", "score": 0.0}], "revision": "3", "milliseconds": 0.019, "prompt_tokens": null, "fallback_reason": null}', '2026-12-01 01:20:37.171169+00', '2026-12-01 01:21:07.184447+00');
INSERT INTO public.trial VALUES ('8604df50-feef-40c2-aaf9-21e2a858bf7e', '00000000-0000-0000-0000-000000000001', 'dd320e94-588c-439c-b05b-2f8993a37cf2', 1, '230', 1, 'warmup', 'failed', 1, 'w', NULL, NULL, NULL, 'out of memory', 1, NULL, '2026-12-01 01:20:35.036886+00', '2026-12-01 01:20:35.080592+00', '2026-12-01 01:20:35.093564+00');
INSERT INTO public.trial VALUES ('9b3d1acd-a447-4ff6-bfcd-60d231d67133', '00000000-0000-0000-0000-000000000001', 'dd320e94-588c-439c-b05b-2f8993a37cf2', 2, '010', 1, 'warmup', 'completed', 1, 'w', NULL, 1, '{"acc": 1.0}', NULL, 2, 1, '2026-12-01 01:20:35.036886+00', '2026-12-01 01:20:35.104999+00', '2026-12-01 01:20:35.108734+00');
INSERT INTO public.trial VALUES ('d8d52276-1bf9-4ebf-964e-59f4ce81871d', '00000000-0000-0000-0000-000000000001', 'dd320e94-588c-439c-b05b-2f8993a37cf2', 3, '333', 2, 'ranked', 'completed', 1, 'w', NULL, 9, '{"acc": 9.0}', NULL, 3, 9, '2026-12-01 01:20:35.904878+00', '2026-12-01 01:20:36.215001+00', '2026-12-01 01:20:36.220673+00');
INSERT INTO public.trial VALUES ('2d70effd-059e-4626-b78b-108e72e49de6', '00000000-0000-0000-0000-000000000001', 'dd320e94-588c-439c-b05b-2f8993a37cf2', 4, '233', 3, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 4, 9, '2026-12-01 01:20:36.28914+00', '2026-12-01 01:20:36.377462+00', '2026-12-01 01:20:36.382996+00');
INSERT INTO public.trial VALUES ('342a422a-538a-44f6-8b52-49e8c69b9a28', '00000000-0000-0000-0000-000000000001', 'dd320e94-588c-439c-b05b-2f8993a37cf2', 5, '323', 4, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 5, 9, '2026-12-01 01:20:36.444059+00', '2026-12-01 01:20:36.451392+00', '2026-12-01 01:20:36.456748+00');
INSERT INTO public.trial VALUES ('69e0c61a-5c12-4161-8753-e269b9029fdd', '00000000-0000-0000-0000-000000000001', 'dd320e94-588c-439c-b05b-2f8993a37cf2', 6, '332', 5, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 6, 9, '2026-12-01 01:20:36.520727+00', '2026-12-01 01:20:36.60073+00', '2026-12-01 01:20:36.604565+00');
INSERT INTO public.trial VALUES ('98e2acd4-a1eb-4fd0-b78f-84789f132e01', '00000000-0000-0000-0000-000000000001', 'a26edc4b-6711-47e6-a9ae-b00968d9b997', 1, '230', 1, 'warmup', 'failed', 1, 'w', NULL, NULL, NULL, 'out of memory', 1, NULL, '2026-12-01 01:20:36.621093+00', '2026-12-01 01:20:36.632528+00', '2026-12-01 01:20:36.638747+00');
INSERT INTO public.trial VALUES ('596f209d-0a61-4915-9edd-4f2ffdc45746', '00000000-0000-0000-0000-000000000001', 'a26edc4b-6711-47e6-a9ae-b00968d9b997', 2, '010', 1, 'warmup', 'completed', 1, 'w', NULL, 1, '{"acc": 1.0}', NULL, 2, 1, '2026-12-01 01:20:36.621093+00', '2026-12-01 01:20:36.650434+00', '2026-12-01 01:20:36.653835+00');
INSERT INTO public.trial VALUES ('5ff7544b-ad3d-4ad3-b58f-c9f5d1893d10', '00000000-0000-0000-0000-000000000001', 'a26edc4b-6711-47e6-a9ae-b00968d9b997', 3, '333', 2, 'ranked', 'completed', 1, 'w', NULL, 9, '{"acc": 9.0}', NULL, 3, 9, '2026-12-01 01:20:36.71815+00', '2026-12-01 01:20:36.792649+00', '2026-12-01 01:20:36.796101+00');
INSERT INTO public.trial VALUES ('8285ccdb-db5f-48d8-8343-8ae0916c3727', '00000000-0000-0000-0000-000000000001', 'a26edc4b-6711-47e6-a9ae-b00968d9b997', 4, '233', 3, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 4, 9, '2026-12-01 01:20:36.853049+00', '2026-12-01 01:20:36.942651+00', '2026-12-01 01:20:36.946094+00');
INSERT INTO public.trial VALUES ('2c465739-6e49-4554-a3ed-512b701ef02d', '00000000-0000-0000-0000-000000000001', 'a26edc4b-6711-47e6-a9ae-b00968d9b997', 5, '323', 4, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 5, 9, '2026-12-01 01:20:37.010505+00', '2026-12-01 01:20:37.090877+00', '2026-12-01 01:20:37.095501+00');
INSERT INTO public.trial VALUES ('924ee0e7-ab4d-4973-a1ef-89854c25b68b', '00000000-0000-0000-0000-000000000001', '9a77e83d-1a76-4011-be38-c79002e67e03', 2, '010', 1, 'warmup', 'queued', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:20:37.139587+00', NULL, NULL);
INSERT INTO public.trial VALUES ('5d4eb1cd-4cbf-4610-b2a0-7a95f6a2a4d7', '00000000-0000-0000-0000-000000000001', 'a26edc4b-6711-47e6-a9ae-b00968d9b997', 6, '332', 5, 'ranked', 'queued', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:20:37.179458+00', NULL, NULL);
INSERT INTO public.trial VALUES ('53a195bf-8b30-4c54-abe4-7bd51552e1f5', '00000000-0000-0000-0000-000000000001', '9a77e83d-1a76-4011-be38-c79002e67e03', 1, '230', 1, 'warmup', 'running', 1, 'callback', '2026-12-01 01:25:37.164773+00', NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:20:37.139587+00', '2026-12-01 01:20:37.164773+00', NULL);
INSERT INTO public.trial VALUES ('5b65e195-f843-4809-be05-4e824bcf54b5', '00000000-0000-0000-0000-000000000001', 'cee92827-e1bc-4bb9-ba12-ffd315492248', 1, '230', 1, 'warmup', 'queued', 2, 'w', NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:20:37.110632+00', '2026-12-01 01:20:37.135481+00', NULL);
INSERT INTO public.webhook_endpoint VALUES ('dc0db07c-33bc-4fd4-84ca-e78314f5f021', '00000000-0000-0000-0000-000000000001', 'http://127.0.0.1:35733/', NULL, '{job.started,job.completed,job.failed,job.cancelled,trial.completed,trial.failed,trial.lease_expired,best.improved,webhook.ping,webhook.disabled}', 'enabled', NULL, NULL, '2026-12-01 01:20:35.901346+00', 6, '2026-12-01 01:20:39.631774+00', '2026-12-01 01:20:37.463782+00', '2026-12-01 01:20:35.02847+00');
INSERT INTO public.webhook_secret VALUES ('c36d6308-ecb2-43de-839d-33fbc795f843', '00000000-0000-0000-0000-000000000001', 'dc0db07c-33bc-4fd4-84ca-e78314f5f021', 'test.o4zr2is2IyqYAc6HgVIz44CukAzqCoMSqz5-UlC95WVZ9XlQkHSfhWVtwFIqhZse2DmITR469OVAA1Tu_8PyIvDEeJuFcKpzXZopw1_h', '2026-12-01 01:20:35.02847+00', NULL);
INSERT INTO public.worker VALUES ('io@host', '{callbacks,io}', '0.1.0', '2026-12-01 01:20:34.573656+00', '2026-12-01 01:20:34.573656+00');
INSERT INTO public.worker VALUES ('ranking@host', '{ranking}', '0.1.0', '2026-12-01 01:20:34.621257+00', '2026-12-01 01:20:34.621257+00');
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
CREATE INDEX ix_ranking_call_planned_at ON public.stateless_ranking USING btree (planned_at);
CREATE INDEX ix_ranking_call_project_id_claimed_until ON public.stateless_ranking USING btree (project_id, claimed_until);
CREATE INDEX ix_ranking_call_turns ON public.stateless_ranking USING btree (project_id, planned_at) WHERE (state = 'planned'::text);
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
ALTER TABLE ONLY public.stateless_ranking
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
