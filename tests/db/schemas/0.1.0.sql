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
    CONSTRAINT ck_round_source CHECK ((source = ANY (ARRAY['warmup'::text, 'ranked'::text, 'fallback'::text]))),
    CONSTRAINT ck_round_source_set CHECK (((state = 'ranked'::text) = (source IS NOT NULL))),
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
INSERT INTO public.api_key VALUES ('PfMsFk2OTULT', '00000000-0000-0000-0000-000000000001', 'test', '\x796dd7a93d1a44a9de251976466c4a1abf7d70a9cf52d1163f7ef24f9ca687a5', '{admin}', '2026-12-01 01:05:22.918739+00', 'operator', NULL, NULL, NULL, '2026-12-01 01:05:22.991737+00', NULL);
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:22.918739+00', 'operator', 'key.created', 'key', 'PfMsFk2OTULT', NULL, NULL, '{"name": "test", "scopes": ["admin"], "expires_at": null}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (2, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:23.011407+00', 'PfMsFk2OTULT', 'session.started', 'key', 'PfMsFk2OTULT', '127.0.0.1', 'd23913f881cb4f3287ce84206c7837d4', '{}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (3, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:23.03688+00', 'PfMsFk2OTULT', 'webhook.created', 'webhook', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', '127.0.0.1', '56458b8c479e433096d8931926f3c22b', '{"host": "127.0.0.1", "events": ["job.started", "job.completed", "job.failed", "job.cancelled", "trial.completed", "trial.failed", "trial.lease_expired", "best.improved", "webhook.ping", "webhook.disabled"]}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (4, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:23.064113+00', 'PfMsFk2OTULT', 'job.created', 'job', 'c0d94715-b3b8-4e6d-8660-a6b78de63b96', '127.0.0.1', '0d21ef080d194602bceaf88712f667e8', '{"name": "ended"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (5, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:24.870495+00', 'PfMsFk2OTULT', 'job.created', 'job', 'b336802f-5bb5-4deb-8ac8-a97225d447d8', '127.0.0.1', '15b4208abf0d4066abf509a88a66b535', '{"name": "running"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (6, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:25.48662+00', 'PfMsFk2OTULT', 'job.created', 'job', '28b45182-8c6b-4ca7-82ef-fc89a5f3fc15', '127.0.0.1', '3119ee8cad544ac989633f3c93ededac', '{"name": "lost"}');
INSERT INTO public.audit_event OVERRIDING SYSTEM VALUE VALUES (7, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:25.537863+00', 'PfMsFk2OTULT', 'job.created', 'job', '42c065f7-3bbb-4150-bb3f-3755dfe70424', '127.0.0.1', '0f59a0a3b0744b42a1ef4f18bc2c5a68', '{"name": "called"}');
INSERT INTO public.browser_session VALUES ('\xe01ccf8cef9cd9b975231d0921b1b3a039bc84107ba37d2f62e56c418128beaf', '00000000-0000-0000-0000-000000000001', 'PfMsFk2OTULT', '2026-12-01 01:05:23.011407+00', '2026-12-01 01:05:23.011407+00', '2026-12-01 13:05:23.011407+00');
INSERT INTO public.callback VALUES ('9d394f36-b387-4988-9922-014abe4838a2', 1, '00000000-0000-0000-0000-000000000001', '42c065f7-3bbb-4150-bb3f-3755dfe70424', 'pending', 2, '2026-12-01 01:05:29.13197+00', NULL, NULL, 'the connection was refused', NULL, '2026-12-01 01:05:25.592118+00', '2026-12-01 01:05:26.909245+00');
INSERT INTO public.delivery VALUES ('msg_3a4d05cbbadf474c959bfc898a2c3467', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'job.started', 'job.started/c0d94715-b3b8-4e6d-8660-a6b78de63b96', '{"type":"job.started","timestamp":"2026-12-01T01:05:23.064113Z","data":{"job":{"id":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:23.064113Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":null}}}', 'pending', 1, 1, '2026-12-01 01:05:29.171406+00', NULL, '2026-12-01 01:05:23.064113+00', NULL);
INSERT INTO public.delivery VALUES ('msg_a3dffa23692d4826aa7f6248aa8623b0', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'trial.failed', 'trial.failed/2c8db283-31d5-4768-9cf3-fc67374ba51c', '{"type":"trial.failed","timestamp":"2026-12-01T01:05:23.158434Z","data":{"job":{"id":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:23.064113Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":null},"trial":{"id":"2c8db283-31d5-4768-9cf3-fc67374ba51c","job":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","number":1,"ncode":"230","round":1,"source":"warmup","state":"failed","attempt":1,"worker":"w","score":null,"error":"out of memory","created_at":"2026-12-01T01:05:23.064113Z","started_at":"2026-12-01T01:05:23.136878Z","finished_at":"2026-12-01T01:05:23.158434Z"}}}', 'pending', 1, 1, '2026-12-01 01:05:29.657631+00', NULL, '2026-12-01 01:05:23.158434+00', NULL);
INSERT INTO public.delivery VALUES ('msg_ca1375f481054da6aa8e883a9528ec65', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'trial.completed', 'trial.completed/3012f091-65af-4839-887c-deb7e8624d79', '{"type":"trial.completed","timestamp":"2026-12-01T01:05:23.183972Z","data":{"job":{"id":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:23.064113Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":{"trial":"3012f091-65af-4839-887c-deb7e8624d79","score":1.0}},"trial":{"id":"3012f091-65af-4839-887c-deb7e8624d79","job":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:05:23.064113Z","started_at":"2026-12-01T01:05:23.179103Z","finished_at":"2026-12-01T01:05:23.183972Z"}}}', 'pending', 1, 1, '2026-12-01 01:05:29.298017+00', NULL, '2026-12-01 01:05:23.183972+00', NULL);
INSERT INTO public.delivery VALUES ('msg_f1716f79aada43b8ac7e49cc19819265', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'best.improved', 'best.improved/3012f091-65af-4839-887c-deb7e8624d79', '{"type":"best.improved","timestamp":"2026-12-01T01:05:23.183972Z","data":{"job":{"id":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:23.064113Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":6,"rounds":1},"best":{"trial":"3012f091-65af-4839-887c-deb7e8624d79","score":1.0}},"trial":{"id":"3012f091-65af-4839-887c-deb7e8624d79","job":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:05:23.064113Z","started_at":"2026-12-01T01:05:23.179103Z","finished_at":"2026-12-01T01:05:23.183972Z"}}}', 'pending', 1, 1, '2026-12-01 01:05:29.313532+00', NULL, '2026-12-01 01:05:23.183972+00', NULL);
INSERT INTO public.delivery VALUES ('msg_f87e209605d1448a9d14405645022df9', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'trial.completed', 'trial.completed/008e0995-236e-4894-8b5e-ca1093de6ae2', '{"type":"trial.completed","timestamp":"2026-12-01T01:05:24.290365Z","data":{"job":{"id":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:23.064113Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":6,"rounds":2},"best":{"trial":"008e0995-236e-4894-8b5e-ca1093de6ae2","score":9.0}},"trial":{"id":"008e0995-236e-4894-8b5e-ca1093de6ae2","job":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:05:23.964272Z","started_at":"2026-12-01T01:05:24.279882Z","finished_at":"2026-12-01T01:05:24.290365Z"}}}', 'pending', 1, 1, '2026-12-01 01:05:29.827397+00', NULL, '2026-12-01 01:05:24.290365+00', NULL);
INSERT INTO public.delivery VALUES ('msg_76511027a2614522af1cd8e2eb8f1f84', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'trial.completed', 'trial.completed/1df4e83a-b23d-4c62-a461-32e0a85dd26a', '{"type":"trial.completed","timestamp":"2026-12-01T01:05:24.468469Z","data":{"job":{"id":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:23.064113Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":4,"max_trials":6,"rounds":3},"best":{"trial":"008e0995-236e-4894-8b5e-ca1093de6ae2","score":9.0}},"trial":{"id":"1df4e83a-b23d-4c62-a461-32e0a85dd26a","job":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","number":4,"ncode":"233","round":3,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:05:24.434218Z","started_at":"2026-12-01T01:05:24.452382Z","finished_at":"2026-12-01T01:05:24.468469Z"}}}', 'pending', 0, 0, '2026-12-01 01:05:24.468469+00', NULL, '2026-12-01 01:05:24.468469+00', NULL);
INSERT INTO public.delivery VALUES ('msg_a0f975cfc6924ce0a5201e7c9c6e179c', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'trial.completed', 'trial.completed/e0765e1c-cc14-4413-845a-8dd7e9e44f33', '{"type":"trial.completed","timestamp":"2026-12-01T01:05:24.653814Z","data":{"job":{"id":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:23.064113Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":5,"max_trials":6,"rounds":4},"best":{"trial":"008e0995-236e-4894-8b5e-ca1093de6ae2","score":9.0}},"trial":{"id":"e0765e1c-cc14-4413-845a-8dd7e9e44f33","job":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","number":5,"ncode":"323","round":4,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:05:24.591992Z","started_at":"2026-12-01T01:05:24.645590Z","finished_at":"2026-12-01T01:05:24.653814Z"}}}', 'pending', 0, 0, '2026-12-01 01:05:24.653814+00', NULL, '2026-12-01 01:05:24.653814+00', NULL);
INSERT INTO public.delivery VALUES ('msg_e11c2d6857ef4871a7bde69dda183852', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'trial.completed', 'trial.completed/a4e8e2e3-0fa2-47d2-bf4b-5ff6e8e635f1', '{"type":"trial.completed","timestamp":"2026-12-01T01:05:24.849412Z","data":{"job":{"id":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:23.064113Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":6,"max_trials":6,"rounds":5},"best":{"trial":"008e0995-236e-4894-8b5e-ca1093de6ae2","score":9.0}},"trial":{"id":"a4e8e2e3-0fa2-47d2-bf4b-5ff6e8e635f1","job":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","number":6,"ncode":"332","round":5,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:05:24.761928Z","started_at":"2026-12-01T01:05:24.837929Z","finished_at":"2026-12-01T01:05:24.849412Z"}}}', 'pending', 0, 0, '2026-12-01 01:05:24.849412+00', NULL, '2026-12-01 01:05:24.849412+00', NULL);
INSERT INTO public.delivery VALUES ('msg_d0fc88c6928f4e22a8f1d9158a7a1a42', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'job.completed', 'job.completed/c0d94715-b3b8-4e6d-8660-a6b78de63b96', '{"type":"job.completed","timestamp":"2026-12-01T01:05:24.849412Z","data":{"job":{"id":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","name":"ended","state":"completed","end_reason":"budget_used","created_at":"2026-12-01T01:05:23.064113Z","finished_at":"2026-12-01T01:05:24.849412Z","objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":6,"max_trials":6,"rounds":5},"best":{"trial":"008e0995-236e-4894-8b5e-ca1093de6ae2","score":9.0}}}}', 'pending', 0, 0, '2026-12-01 01:05:24.849412+00', NULL, '2026-12-01 01:05:24.849412+00', NULL);
INSERT INTO public.delivery VALUES ('msg_e26a89235c7e47e1a8cf1772a1ac6041', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'job.started', 'job.started/b336802f-5bb5-4deb-8ac8-a97225d447d8', '{"type":"job.started","timestamp":"2026-12-01T01:05:24.870495Z","data":{"job":{"id":"b336802f-5bb5-4deb-8ac8-a97225d447d8","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:24.870495Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 01:05:24.870495+00', NULL, '2026-12-01 01:05:24.870495+00', NULL);
INSERT INTO public.delivery VALUES ('msg_82f9207a59df42ab83f3cb8ca8b9ff5e', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'trial.failed', 'trial.failed/ea632cff-3efd-4411-983c-591e91779423', '{"type":"trial.failed","timestamp":"2026-12-01T01:05:24.903429Z","data":{"job":{"id":"b336802f-5bb5-4deb-8ac8-a97225d447d8","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:24.870495Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":null},"trial":{"id":"ea632cff-3efd-4411-983c-591e91779423","job":"b336802f-5bb5-4deb-8ac8-a97225d447d8","number":1,"ncode":"230","round":1,"source":"warmup","state":"failed","attempt":1,"worker":"w","score":null,"error":"out of memory","created_at":"2026-12-01T01:05:24.870495Z","started_at":"2026-12-01T01:05:24.897067Z","finished_at":"2026-12-01T01:05:24.903429Z"}}}', 'pending', 0, 0, '2026-12-01 01:05:24.903429+00', NULL, '2026-12-01 01:05:24.903429+00', NULL);
INSERT INTO public.delivery VALUES ('msg_454cb0335f094ffcb32c095a175b7dd3', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'trial.completed', 'trial.completed/e99a66d0-4caa-4939-9b3f-25a949d32f64', '{"type":"trial.completed","timestamp":"2026-12-01T01:05:24.923277Z","data":{"job":{"id":"b336802f-5bb5-4deb-8ac8-a97225d447d8","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:24.870495Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":{"trial":"e99a66d0-4caa-4939-9b3f-25a949d32f64","score":1.0}},"trial":{"id":"e99a66d0-4caa-4939-9b3f-25a949d32f64","job":"b336802f-5bb5-4deb-8ac8-a97225d447d8","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:05:24.870495Z","started_at":"2026-12-01T01:05:24.919606Z","finished_at":"2026-12-01T01:05:24.923277Z"}}}', 'pending', 0, 0, '2026-12-01 01:05:24.923277+00', NULL, '2026-12-01 01:05:24.923277+00', NULL);
INSERT INTO public.delivery VALUES ('msg_55a33532ed134a58bcd02d5a56581534', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'best.improved', 'best.improved/e99a66d0-4caa-4939-9b3f-25a949d32f64', '{"type":"best.improved","timestamp":"2026-12-01T01:05:24.923277Z","data":{"job":{"id":"b336802f-5bb5-4deb-8ac8-a97225d447d8","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:24.870495Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":20,"rounds":1},"best":{"trial":"e99a66d0-4caa-4939-9b3f-25a949d32f64","score":1.0}},"trial":{"id":"e99a66d0-4caa-4939-9b3f-25a949d32f64","job":"b336802f-5bb5-4deb-8ac8-a97225d447d8","number":2,"ncode":"010","round":1,"source":"warmup","state":"completed","attempt":1,"worker":"w","score":1.0,"error":null,"created_at":"2026-12-01T01:05:24.870495Z","started_at":"2026-12-01T01:05:24.919606Z","finished_at":"2026-12-01T01:05:24.923277Z"}}}', 'pending', 0, 0, '2026-12-01 01:05:24.923277+00', NULL, '2026-12-01 01:05:24.923277+00', NULL);
INSERT INTO public.delivery VALUES ('msg_c24d2995ae304a8887b261e5792572e3', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'trial.completed', 'trial.completed/02169e71-c6db-41bf-803d-1e16ed8b25b8', '{"type":"trial.completed","timestamp":"2026-12-01T01:05:25.103700Z","data":{"job":{"id":"b336802f-5bb5-4deb-8ac8-a97225d447d8","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:24.870495Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":20,"rounds":2},"best":{"trial":"02169e71-c6db-41bf-803d-1e16ed8b25b8","score":9.0}},"trial":{"id":"02169e71-c6db-41bf-803d-1e16ed8b25b8","job":"b336802f-5bb5-4deb-8ac8-a97225d447d8","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:05:25.027753Z","started_at":"2026-12-01T01:05:25.095567Z","finished_at":"2026-12-01T01:05:25.103700Z"}}}', 'pending', 0, 0, '2026-12-01 01:05:25.1037+00', NULL, '2026-12-01 01:05:25.1037+00', NULL);
INSERT INTO public.delivery VALUES ('msg_076f258a16ca4f05bae02fe5a7a6679d', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'best.improved', 'best.improved/02169e71-c6db-41bf-803d-1e16ed8b25b8', '{"type":"best.improved","timestamp":"2026-12-01T01:05:25.103700Z","data":{"job":{"id":"b336802f-5bb5-4deb-8ac8-a97225d447d8","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:24.870495Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":20,"rounds":2},"best":{"trial":"02169e71-c6db-41bf-803d-1e16ed8b25b8","score":9.0}},"trial":{"id":"02169e71-c6db-41bf-803d-1e16ed8b25b8","job":"b336802f-5bb5-4deb-8ac8-a97225d447d8","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:05:25.027753Z","started_at":"2026-12-01T01:05:25.095567Z","finished_at":"2026-12-01T01:05:25.103700Z"}}}', 'pending', 0, 0, '2026-12-01 01:05:25.1037+00', NULL, '2026-12-01 01:05:25.1037+00', NULL);
INSERT INTO public.delivery VALUES ('msg_89061f1e3ba24537b9734d3d60dfab15', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'trial.completed', 'trial.completed/f3d5d49c-0e74-40fe-a234-b3a96ca65214', '{"type":"trial.completed","timestamp":"2026-12-01T01:05:25.289608Z","data":{"job":{"id":"b336802f-5bb5-4deb-8ac8-a97225d447d8","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:24.870495Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":4,"max_trials":20,"rounds":3},"best":{"trial":"02169e71-c6db-41bf-803d-1e16ed8b25b8","score":9.0}},"trial":{"id":"f3d5d49c-0e74-40fe-a234-b3a96ca65214","job":"b336802f-5bb5-4deb-8ac8-a97225d447d8","number":4,"ncode":"233","round":3,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:05:25.224361Z","started_at":"2026-12-01T01:05:25.281682Z","finished_at":"2026-12-01T01:05:25.289608Z"}}}', 'pending', 0, 0, '2026-12-01 01:05:25.289608+00', NULL, '2026-12-01 01:05:25.289608+00', NULL);
INSERT INTO public.delivery VALUES ('msg_7ae34e099c064d2395db60790119fa38', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'trial.completed', 'trial.completed/7d4adffe-e6e7-47e0-9f3e-86ee9f5d2aba', '{"type":"trial.completed","timestamp":"2026-12-01T01:05:25.473619Z","data":{"job":{"id":"b336802f-5bb5-4deb-8ac8-a97225d447d8","name":"running","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:24.870495Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":5,"max_trials":20,"rounds":4},"best":{"trial":"02169e71-c6db-41bf-803d-1e16ed8b25b8","score":9.0}},"trial":{"id":"7d4adffe-e6e7-47e0-9f3e-86ee9f5d2aba","job":"b336802f-5bb5-4deb-8ac8-a97225d447d8","number":5,"ncode":"323","round":4,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":8.0,"error":null,"created_at":"2026-12-01T01:05:25.425677Z","started_at":"2026-12-01T01:05:25.462180Z","finished_at":"2026-12-01T01:05:25.473619Z"}}}', 'pending', 0, 0, '2026-12-01 01:05:25.473619+00', NULL, '2026-12-01 01:05:25.473619+00', NULL);
INSERT INTO public.delivery VALUES ('msg_0efb6bf0541947de825fdbe25a0c7e4d', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'job.started', 'job.started/28b45182-8c6b-4ca7-82ef-fc89a5f3fc15', '{"type":"job.started","timestamp":"2026-12-01T01:05:25.486620Z","data":{"job":{"id":"28b45182-8c6b-4ca7-82ef-fc89a5f3fc15","name":"lost","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:25.486620Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":1,"max_trials":1,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 01:05:25.48662+00', NULL, '2026-12-01 01:05:25.48662+00', NULL);
INSERT INTO public.delivery VALUES ('msg_f643e17e02634a90b9760e99dcf28d01', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'best.improved', 'best.improved/008e0995-236e-4894-8b5e-ca1093de6ae2', '{"type":"best.improved","timestamp":"2026-12-01T01:05:24.290365Z","data":{"job":{"id":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","name":"ended","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:23.064113Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":3,"max_trials":6,"rounds":2},"best":{"trial":"008e0995-236e-4894-8b5e-ca1093de6ae2","score":9.0}},"trial":{"id":"008e0995-236e-4894-8b5e-ca1093de6ae2","job":"c0d94715-b3b8-4e6d-8660-a6b78de63b96","number":3,"ncode":"333","round":2,"source":"ranked","state":"completed","attempt":1,"worker":"w","score":9.0,"error":null,"created_at":"2026-12-01T01:05:23.964272Z","started_at":"2026-12-01T01:05:24.279882Z","finished_at":"2026-12-01T01:05:24.290365Z"}}}', 'pending', 1, 1, '2026-12-01 01:05:30.600493+00', NULL, '2026-12-01 01:05:24.290365+00', NULL);
INSERT INTO public.delivery VALUES ('msg_c1e2c13f0c2a4e19a5d7221657061cca', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'job.started', 'job.started/42c065f7-3bbb-4150-bb3f-3755dfe70424', '{"type":"job.started","timestamp":"2026-12-01T01:05:25.537863Z","data":{"job":{"id":"42c065f7-3bbb-4150-bb3f-3755dfe70424","name":"called","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:25.537863Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":2,"max_trials":2,"rounds":1},"best":null}}}', 'pending', 0, 0, '2026-12-01 01:05:25.537863+00', NULL, '2026-12-01 01:05:25.537863+00', NULL);
INSERT INTO public.delivery VALUES ('msg_019e7f659b9e443c8d120384e9208df2', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'trial.lease_expired', 'trial.lease_expired/3b8ea348-1e91-46e6-bf41-52a1a10ebf66/1', '{"type":"trial.lease_expired","timestamp":"2026-12-01T01:05:26.826166Z","data":{"job":{"id":"28b45182-8c6b-4ca7-82ef-fc89a5f3fc15","name":"lost","state":"running","end_reason":null,"created_at":"2026-12-01T01:05:25.486620Z","finished_at":null,"objective":{"metric":"acc","goal":"maximize"},"progress":{"trials":1,"max_trials":1,"rounds":1},"best":null},"trial":{"id":"3b8ea348-1e91-46e6-bf41-52a1a10ebf66","job":"28b45182-8c6b-4ca7-82ef-fc89a5f3fc15","number":1,"ncode":"230","round":1,"source":"warmup","state":"queued","attempt":2,"worker":"w","score":null,"error":null,"created_at":"2026-12-01T01:05:25.486620Z","started_at":"2026-12-01T01:05:25.530800Z","finished_at":null},"lease":{"attempt":1,"worker":"w"}}}', 'pending', 0, 0, '2026-12-01 01:05:26.826166+00', NULL, '2026-12-01 01:05:26.826166+00', NULL);
INSERT INTO public.delivery_attempt VALUES ('msg_3a4d05cbbadf474c959bfc898a2c3467', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:23.704004+00', NULL, 'the connection was refused', 2, '');
INSERT INTO public.delivery_attempt VALUES ('msg_a3dffa23692d4826aa7f6248aa8623b0', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:23.716165+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_ca1375f481054da6aa8e883a9528ec65', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:23.74511+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_f1716f79aada43b8ac7e49cc19819265', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:23.753237+00', NULL, 'the connection was refused', 0, '');
INSERT INTO public.delivery_attempt VALUES ('msg_f87e209605d1448a9d14405645022df9', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:24.333673+00', NULL, 'the connection was refused', 1, '');
INSERT INTO public.delivery_attempt VALUES ('msg_f643e17e02634a90b9760e99dcf28d01', 1, '00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:25.503114+00', NULL, 'the connection was refused', 1, '');
INSERT INTO public.idempotency_record VALUES ('00000000-0000-0000-0000-000000000001', 'POST /v1/jobs', 'one', '\xab40bbbd4f076efb0a1b176775d8e487f227bdd8a862084014b81cbd5b34ef31', '{"id": "c0d94715-b3b8-4e6d-8660-a6b78de63b96", "name": "ended", "state": "running", "end_reason": null, "pause_reason": null, "created_at": "2026-12-01T01:05:23.064113Z", "finished_at": null, "deadline_at": null, "revision": 2, "space": {"dimensions": [{"name": "depth", "type": "int", "low": 1, "high": 4}, {"name": "width", "type": "int", "low": 1, "high": 4}, {"name": "kernel", "type": "int", "low": 1, "high": 4}]}, "space_size": "64", "ncode": {"length": 3, "widths": [1, 1, 1]}, "objective": {"metric": "acc", "goal": "maximize"}, "budget": {"max_trials": 6, "max_parallel": 1, "max_failures": null, "deadline_s": null}, "strategy": {"ranker": "surrogate", "pool": {"kind": "extended", "size": 256}, "warmup": 2, "history": 200, "penalize": ["infeasible"]}, "evaluation": {"mode": "pull", "lease_s": 300, "max_attempts": 3}, "seed": 7, "tags": {}, "progress": {"queued": 2, "running": 0, "completed": 0, "failed": 0, "infeasible": 0, "cancelled": 0, "trials": 2, "max_trials": 6, "rounds": 1}, "best": null}', '2026-12-01 01:05:23.064113+00');
INSERT INTO public.job VALUES ('b336802f-5bb5-4deb-8ac8-a97225d447d8', '00000000-0000-0000-0000-000000000001', 'running', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 20, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 300, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 16, 6, 5, 5, 1, 9, '02169e71-c6db-41bf-803d-1e16ed8b25b8', '2026-12-01 01:05:24.870495+00', NULL);
INSERT INTO public.job VALUES ('c0d94715-b3b8-4e6d-8660-a6b78de63b96', '00000000-0000-0000-0000-000000000001', 'ended', 'completed', 'budget_used', '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 6, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 300, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 19, 6, 5, 6, 1, 9, '008e0995-236e-4894-8b5e-ca1093de6ae2', '2026-12-01 01:05:23.064113+00', '2026-12-01 01:05:24.849412+00');
INSERT INTO public.job VALUES ('28b45182-8c6b-4ca7-82ef-fc89a5f3fc15', '00000000-0000-0000-0000-000000000001', 'lost', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 1, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"mode": "pull", "lease_s": 1, "max_attempts": 3}', NULL, NULL, NULL, 7, '{}', 4, 1, 1, 0, 0, NULL, NULL, '2026-12-01 01:05:25.48662+00', NULL);
INSERT INTO public.job VALUES ('42c065f7-3bbb-4150-bb3f-3755dfe70424', '00000000-0000-0000-0000-000000000001', 'called', 'running', NULL, '{"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}', 'ed767c06a3240bcf3a9ea67680a290a88c855473975e76d9e02de1c06976c581', '64', 'acc', 'maximize', 2, 1, NULL, NULL, NULL, '{"ranker": "surrogate", "warmup": 2, "history": 200, "penalize": ["infeasible"], "pool_kind": "extended", "pool_size": 256}', '{"url": "http://127.0.0.1:35497/", "mode": "callback", "lease_s": 300, "timeout_s": 30, "max_attempts": 3, "max_concurrency": 1}', '[{"sealed": "test.5LfK5rc4wyu79fA01yK6zHBnNhXvt8dcD2XOJODRCj97WNcsypJ0rqoYRxng0zpH2SsnKlf5CN1zR-f7qEJ8i9_iMIXJFdmlK8UvFgDL", "expires_at": null}]', NULL, NULL, 7, '{}', 5, 2, 1, 0, 0, NULL, NULL, '2026-12-01 01:05:25.537863+00', NULL);
INSERT INTO public.lease VALUES ('\x4935c4211ad261f0617640a20d607137cc8dced48ddf9a8e928f98c1511b6cf7', '00000000-0000-0000-0000-000000000001', '2c8db283-31d5-4768-9cf3-fc67374ba51c', 'w', 1, '2026-12-01 01:05:23.136878+00');
INSERT INTO public.lease VALUES ('\xf447c50eb7f7bce2a3fd3c467ba7fc3de7c55883635ebdbfa910c37f6a0b105c', '00000000-0000-0000-0000-000000000001', '3012f091-65af-4839-887c-deb7e8624d79', 'w', 1, '2026-12-01 01:05:23.179103+00');
INSERT INTO public.lease VALUES ('\x5c372fe08acdcc448c3bd4a4be1b0cd57bfa5d12de0cff7ffc1955e8cdea9ff3', '00000000-0000-0000-0000-000000000001', '008e0995-236e-4894-8b5e-ca1093de6ae2', 'w', 1, '2026-12-01 01:05:24.279882+00');
INSERT INTO public.lease VALUES ('\x62e403e55195e52b396a72069140d9b116244889cab74a27ed23344376df8f3a', '00000000-0000-0000-0000-000000000001', '1df4e83a-b23d-4c62-a461-32e0a85dd26a', 'w', 1, '2026-12-01 01:05:24.452382+00');
INSERT INTO public.lease VALUES ('\x52452e2cab59bbf77b916130a743fea28a178846c9b7cc2557a895d62901a3ac', '00000000-0000-0000-0000-000000000001', 'e0765e1c-cc14-4413-845a-8dd7e9e44f33', 'w', 1, '2026-12-01 01:05:24.64559+00');
INSERT INTO public.lease VALUES ('\x2abee31d8d7c2e5e8dc40c4eb0de7bbd78affa74b49abe329d26cc50c51c284a', '00000000-0000-0000-0000-000000000001', 'a4e8e2e3-0fa2-47d2-bf4b-5ff6e8e635f1', 'w', 1, '2026-12-01 01:05:24.837929+00');
INSERT INTO public.lease VALUES ('\x7ebb0aa48110ee48cc7154ea130324cdbad6809bf29acf9b3be0fea10e7d44bf', '00000000-0000-0000-0000-000000000001', 'ea632cff-3efd-4411-983c-591e91779423', 'w', 1, '2026-12-01 01:05:24.897067+00');
INSERT INTO public.lease VALUES ('\x9f75b2e266fa49cdeebe3fe57fbdd2a125aeae348c9fc4b6f69cd930778f4b8c', '00000000-0000-0000-0000-000000000001', 'e99a66d0-4caa-4939-9b3f-25a949d32f64', 'w', 1, '2026-12-01 01:05:24.919606+00');
INSERT INTO public.lease VALUES ('\x1657662871aa206c9393231ce8cf68277103a95d2280a3974fcdc109d487e70b', '00000000-0000-0000-0000-000000000001', '02169e71-c6db-41bf-803d-1e16ed8b25b8', 'w', 1, '2026-12-01 01:05:25.095567+00');
INSERT INTO public.lease VALUES ('\x42ba7c5ee04ba2b7d4fd00a63bb2e3ba5ed4dd54a779ed43efe767830b8bce7b', '00000000-0000-0000-0000-000000000001', 'f3d5d49c-0e74-40fe-a234-b3a96ca65214', 'w', 1, '2026-12-01 01:05:25.281682+00');
INSERT INTO public.lease VALUES ('\xae018c28864ef59ed0c66b3074ade9db3783902b5d14980b419c7c10c4d402e3', '00000000-0000-0000-0000-000000000001', '7d4adffe-e6e7-47e0-9f3e-86ee9f5d2aba', 'w', 1, '2026-12-01 01:05:25.46218+00');
INSERT INTO public.lease VALUES ('\x14c48a8ad3e51a4a29fc0a0c46a4b86a68250a2f2172f4f1c1874f637ff5a874', '00000000-0000-0000-0000-000000000001', '3b8ea348-1e91-46e6-bf41-52a1a10ebf66', 'w', 1, '2026-12-01 01:05:25.5308+00');
INSERT INTO public.lease VALUES ('\xee9fa9967371880bce6c210a914747324283d274826d4a72d5a9f85c149be36b', '00000000-0000-0000-0000-000000000001', '9d394f36-b387-4988-9922-014abe4838a2', 'callback', 1, '2026-12-01 01:05:25.592118+00');
INSERT INTO public.lease VALUES ('\x9766499308594f4fd66c9314992b3cd5f36da23fbfbb9871d6440acf6cafd4af', '00000000-0000-0000-0000-000000000001', '9d394f36-b387-4988-9922-014abe4838a2', 'callback', 1, '2026-12-01 01:05:26.898705+00');
INSERT INTO public.lease_expiry VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:00+00', 1);
INSERT INTO public.project VALUES ('00000000-0000-0000-0000-000000000001', 'default', '{}', '2026-12-01 01:05:16.998592+00');
INSERT INTO public.ranker_revision VALUES ('surrogate', '3', '2026-12-01 01:05:23.956917+00');
INSERT INTO public.ranker_state VALUES ('surrogate', 'ready', '3', NULL, '2026-12-01 01:05:23.956917+00');
INSERT INTO public.ranking_call VALUES ('8af7d902-0d74-425a-8c15-3a3247d0a8a0', '00000000-0000-0000-0000-000000000001', 'ranked', 'surrogate', '{"seed": 0, "space": {"dimensions": [{"low": 1, "high": 4, "name": "depth", "type": "int"}, {"low": 1, "high": 4, "name": "width", "type": "int"}, {"low": 1, "high": 4, "name": "kernel", "type": "int"}]}, "points": [], "scores": [], "candidates": [[0, 0, 0], [1, 1, 1]]}', '{"ranker": "surrogate", "ranking": [{"ncode": "000", "score": 0.0}, {"ncode": "111", "score": 0.0}], "revision": "3", "milliseconds": 0.035, "prompt_tokens": null, "fallback_reason": null}', '2026-12-01 01:05:25.592694+00', '2026-12-01 01:05:55.617586+00');
INSERT INTO public.ranking_use VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 01:05:00+00', 0.01104173899966554);
INSERT INTO public.round VALUES ('a8511325-d7c4-407b-b598-26885903cd4c', '00000000-0000-0000-0000-000000000001', 'c0d94715-b3b8-4e6d-8660-a6b78de63b96', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 01:05:23.064113+00', NULL, '2026-12-01 01:05:23.064113+00');
INSERT INTO public.round VALUES ('f10c1933-358e-49d4-ac95-3f0dfa82eb6c', '00000000-0000-0000-0000-000000000001', 'c0d94715-b3b8-4e6d-8660-a6b78de63b96', 2, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 2, 2, 1, 'f813fa5ce29ac68ec4897d3ec6b95a4aa716db68a8efbfafd8b1194fe3116cbb', '{333,233,303,332,323,203,232,313,322,133,331,223,302,321,103,033,202,312,330,123,231,213,301,132,222,003,311,201,300,113,212,221,032,102,122,320,023,131,002,013,310,200,112,220,211,121,022,130,031,101,120,012,030,210,100,111,001,021,011,000,110,020}', '{-7.827081893849577,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.927139722962746,-7.927139722962746,-7.927139722962746,-7.927139722962746}', '{0}', NULL, NULL, 0.708, '2026-12-01 01:05:23.183972+00', '2026-12-01 01:05:53.863923+00', '2026-12-01 01:05:23.964272+00');
INSERT INTO public.round VALUES ('6678b633-04b6-4dc8-88bc-5cf973ff69bf', '00000000-0000-0000-0000-000000000001', 'c0d94715-b3b8-4e6d-8660-a6b78de63b96', 3, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 3, 3, 2, '5b2214994c97e41525e722d560e0f225e39697a0defd271ea8f8c0719b5a4afd', '{233,323,332,331,133,313,232,223,322,303,033,330,231,123,213,321,132,312,222,203,302,103,202,301,032,320,023,131,113,122,311,212,221,003,102,300,201,013,031,022,220,121,211,310,130,112,002,200,101,111,012,030,120,210,021,001,100,011,020,110,000}', '{-2.5029689485056523,-2.5029689485056523,-2.5029689485056523,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7992400561410555,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.902720797321046,-2.902720797321046,-2.9954482822576636,-2.9954482822576636,-2.9954482822576636,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.2430166325804843,-3.2430166325804843,-3.2430166325804843,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.5050516526616367,-3.5050516526616367,-4.154787099259599,-4.154787099259599,-4.154787099259599,-4.193511927377555}', '{0}', NULL, NULL, 1.01, '2026-12-01 01:05:24.290365+00', '2026-12-01 01:05:54.317845+00', '2026-12-01 01:05:24.434218+00');
INSERT INTO public.round VALUES ('0b1ef250-b232-4244-bd6d-ff2150c0958b', '00000000-0000-0000-0000-000000000001', 'c0d94715-b3b8-4e6d-8660-a6b78de63b96', 4, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 4, 4, 3, '53f4c024d53d300fe042b61832776b27e4fd2297a34f9c6f62bd0af470f3a0bb', '{323,332,313,331,322,303,330,321,312,302,203,301,311,320,033,231,132,213,123,222,202,103,300,032,023,221,113,131,212,122,102,003,201,232,133,223,310,013,211,031,022,220,112,130,121,002,200,101,030,012,021,210,111,120,001,100,110,011,020,000}', '{-2.62220171813057,-2.62220171813057,-2.870046260309175,-2.870046260309175,-2.870046260309175,-2.9720469547162267,-3.0560532302234296,-3.0560532302234296,-3.0560532302234296,-3.0914988630643547,-3.196093208655906,-3.200165536956782,-3.226238129868837,-3.226238129868837,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.2619887144771025,-3.2619887144771025,-3.32351478013379,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.3630130174214816,-3.3630130174214816,-3.3630130174214816,-3.366338531749186,-3.366338531749186,-3.366338531749186,-3.432075296018785,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.527253609224137,-3.527253609224137,-3.527253609224137,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.844386370984905,-3.844386370984905,-4.6760094219801385,-4.6760094219801385,-4.6760094219801385,-4.7015159447577455}', '{0}', NULL, NULL, 0.845, '2026-12-01 01:05:24.468469+00', '2026-12-01 01:05:54.496898+00', '2026-12-01 01:05:24.591992+00');
INSERT INTO public.round VALUES ('40a7a504-5b72-4cd8-91f4-e865cc842a15', '00000000-0000-0000-0000-000000000001', 'c0d94715-b3b8-4e6d-8660-a6b78de63b96', 5, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 5, 5, 4, '14e9f52638f3b8b6b40b387afe67886af14186b964c1287f2b02e2870ce8822e', '{332,331,330,303,302,301,321,231,033,132,312,203,103,202,032,320,311,131,300,133,232,322,313,102,003,201,023,212,113,221,122,123,213,222,310,130,031,101,200,002,013,220,211,022,121,112,030,100,001,210,120,012,021,111,223,110,020,011,000}', '{-2.85337941133423,-3.131934730649321,-3.3363048983864667,-3.457706620016544,-3.4820927689520613,-3.5548795884253446,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.5978359436509835,-3.622706502599407,-3.622706502599407,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6695860890570393,-3.6843780003655624,-3.6843780003655624,-3.6843780003655633,-3.6843780003655633,-3.712832632512242,-3.712832632512242,-3.712832632512242,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.79426095920843,-3.79426095920843,-3.79426095920843,-3.8307489309960534,-3.8307489309960534,-3.8307489309960534,-3.8886134657865155,-3.8886134657865155,-3.8886134657865155,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-4.203050359186143,-4.250354137546824,-4.250354137546824,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.3354318056074765,-5.2478254931949655,-5.2478254931949655,-5.2478254931949655,-5.253422077483705}', '{0}', NULL, NULL, 4.929, '2026-12-01 01:05:24.653814+00', '2026-12-01 01:05:54.678082+00', '2026-12-01 01:05:24.761928+00');
INSERT INTO public.round VALUES ('af02a1b5-34f5-4cec-81b8-c7666b7b111b', '00000000-0000-0000-0000-000000000001', 'b336802f-5bb5-4deb-8ac8-a97225d447d8', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 01:05:24.870495+00', NULL, '2026-12-01 01:05:24.870495+00');
INSERT INTO public.round VALUES ('55375cd6-154c-4171-84b0-dd88748adb84', '00000000-0000-0000-0000-000000000001', 'b336802f-5bb5-4deb-8ac8-a97225d447d8', 2, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 2, 2, 1, 'f813fa5ce29ac68ec4897d3ec6b95a4aa716db68a8efbfafd8b1194fe3116cbb', '{333,233,303,332,323,203,232,313,322,133,331,223,302,321,103,033,202,312,330,123,231,213,301,132,222,003,311,201,300,113,212,221,032,102,122,320,023,131,002,013,310,200,112,220,211,121,022,130,031,101,120,012,030,210,100,111,001,021,011,000,110,020}', '{-7.827081893849577,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.827394760566527,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.828007299686549,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.829269760933819,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.832051344575685,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.838775286323708,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.857549851309507,-7.927139722962746,-7.927139722962746,-7.927139722962746,-7.927139722962746}', '{0}', NULL, NULL, 0.792, '2026-12-01 01:05:24.923277+00', '2026-12-01 01:05:54.947067+00', '2026-12-01 01:05:25.027753+00');
INSERT INTO public.round VALUES ('20c01dcf-b096-46d7-849c-2c35efbb8fbd', '00000000-0000-0000-0000-000000000001', '28b45182-8c6b-4ca7-82ef-fc89a5f3fc15', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230}', NULL, '{0}', NULL, NULL, NULL, '2026-12-01 01:05:25.48662+00', NULL, '2026-12-01 01:05:25.48662+00');
INSERT INTO public.round VALUES ('a69e8ff9-ba9a-4114-9789-5bfc49be50bb', '00000000-0000-0000-0000-000000000001', '42c065f7-3bbb-4150-bb3f-3755dfe70424', 1, 'ranked', 'warmup', 'surrogate', NULL, NULL, NULL, 0, 0, 0, NULL, '{230,010}', NULL, '{0,1}', NULL, NULL, NULL, '2026-12-01 01:05:25.537863+00', NULL, '2026-12-01 01:05:25.537863+00');
INSERT INTO public.round VALUES ('51e31445-0e33-4e44-8105-0e77ae28ab8e', '00000000-0000-0000-0000-000000000001', 'b336802f-5bb5-4deb-8ac8-a97225d447d8', 3, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 3, 3, 2, '5b2214994c97e41525e722d560e0f225e39697a0defd271ea8f8c0719b5a4afd', '{233,323,332,331,133,313,232,223,322,303,033,330,231,123,213,321,132,312,222,203,302,103,202,301,032,320,023,131,113,122,311,212,221,003,102,300,201,013,031,022,220,121,211,310,130,112,002,200,101,111,012,030,120,210,021,001,100,011,020,110,000}', '{-2.5029689485056523,-2.5029689485056523,-2.5029689485056523,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7075598598708184,-2.7992400561410555,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.8663545270034394,-2.902720797321046,-2.902720797321046,-2.9954482822576636,-2.9954482822576636,-2.9954482822576636,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.0104422576310497,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.09834294719772,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.1809788957938196,-3.2430166325804843,-3.2430166325804843,-3.2430166325804843,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.458947727040613,-3.5050516526616367,-3.5050516526616367,-4.154787099259599,-4.154787099259599,-4.154787099259599,-4.193511927377555}', '{0}', NULL, NULL, 0.82, '2026-12-01 01:05:25.1037+00', '2026-12-01 01:05:55.126386+00', '2026-12-01 01:05:25.224361+00');
INSERT INTO public.round VALUES ('72ecc179-9d71-4902-9078-4ec8b750ba58', '00000000-0000-0000-0000-000000000001', 'b336802f-5bb5-4deb-8ac8-a97225d447d8', 4, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 4, 4, 3, '53f4c024d53d300fe042b61832776b27e4fd2297a34f9c6f62bd0af470f3a0bb', '{323,332,313,331,322,303,330,321,312,302,203,301,311,320,033,231,132,213,123,222,202,103,300,032,023,221,113,131,212,122,102,003,201,232,133,223,310,013,211,031,022,220,112,130,121,002,200,101,030,012,021,210,111,120,001,100,110,011,020,000}', '{-2.62220171813057,-2.62220171813057,-2.870046260309175,-2.870046260309175,-2.870046260309175,-2.9720469547162267,-3.0560532302234296,-3.0560532302234296,-3.0560532302234296,-3.0914988630643547,-3.196093208655906,-3.200165536956782,-3.226238129868837,-3.226238129868837,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.25995357908197,-3.2619887144771025,-3.2619887144771025,-3.32351478013379,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.334028846261852,-3.3630130174214816,-3.3630130174214816,-3.3630130174214816,-3.366338531749186,-3.366338531749186,-3.366338531749186,-3.432075296018785,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.496963247456861,-3.527253609224137,-3.527253609224137,-3.527253609224137,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.8173992126156713,-3.844386370984905,-3.844386370984905,-4.6760094219801385,-4.6760094219801385,-4.6760094219801385,-4.7015159447577455}', '{0}', NULL, NULL, 0.88, '2026-12-01 01:05:25.289608+00', '2026-12-01 01:05:55.31179+00', '2026-12-01 01:05:25.425677+00');
INSERT INTO public.round VALUES ('288a93b3-acf1-4fc9-adde-727eb5ceaa65', '00000000-0000-0000-0000-000000000001', 'b336802f-5bb5-4deb-8ac8-a97225d447d8', 5, 'ranked', 'ranked', 'surrogate', 'surrogate', '3', NULL, 5, 5, 4, '14e9f52638f3b8b6b40b387afe67886af14186b964c1287f2b02e2870ce8822e', '{332,331,330,303,302,301,321,231,033,132,312,203,103,202,032,320,311,131,300,133,232,322,313,102,003,201,023,212,113,221,122,123,213,222,310,130,031,101,200,002,013,220,211,022,121,112,030,100,001,210,120,012,021,111,223,110,020,011,000}', '{-2.85337941133423,-3.131934730649321,-3.3363048983864667,-3.457706620016544,-3.4820927689520613,-3.5548795884253446,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.561509167476906,-3.5978359436509835,-3.622706502599407,-3.622706502599407,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6441422335527087,-3.6695860890570393,-3.6843780003655624,-3.6843780003655624,-3.6843780003655633,-3.6843780003655633,-3.712832632512242,-3.712832632512242,-3.712832632512242,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.7635868820122216,-3.79426095920843,-3.79426095920843,-3.79426095920843,-3.8307489309960534,-3.8307489309960534,-3.8307489309960534,-3.8886134657865155,-3.8886134657865155,-3.8886134657865155,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-3.902108471623126,-4.203050359186143,-4.250354137546824,-4.250354137546824,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.250610270244454,-4.3354318056074765,-5.2478254931949655,-5.2478254931949655,-5.2478254931949655,-5.253422077483705}', '{0}', NULL, NULL, 0.844, '2026-12-01 01:05:25.473619+00', '2026-12-01 01:05:55.487788+00', '2026-12-01 01:05:25.607058+00');
INSERT INTO public.trial VALUES ('2c8db283-31d5-4768-9cf3-fc67374ba51c', '00000000-0000-0000-0000-000000000001', 'c0d94715-b3b8-4e6d-8660-a6b78de63b96', 1, '230', 1, 'warmup', 'failed', 1, 'w', NULL, NULL, NULL, 'out of memory', 1, NULL, '2026-12-01 01:05:23.064113+00', '2026-12-01 01:05:23.136878+00', '2026-12-01 01:05:23.158434+00');
INSERT INTO public.trial VALUES ('3012f091-65af-4839-887c-deb7e8624d79', '00000000-0000-0000-0000-000000000001', 'c0d94715-b3b8-4e6d-8660-a6b78de63b96', 2, '010', 1, 'warmup', 'completed', 1, 'w', NULL, 1, '{"acc": 1.0}', NULL, 2, 1, '2026-12-01 01:05:23.064113+00', '2026-12-01 01:05:23.179103+00', '2026-12-01 01:05:23.183972+00');
INSERT INTO public.trial VALUES ('008e0995-236e-4894-8b5e-ca1093de6ae2', '00000000-0000-0000-0000-000000000001', 'c0d94715-b3b8-4e6d-8660-a6b78de63b96', 3, '333', 2, 'ranked', 'completed', 1, 'w', NULL, 9, '{"acc": 9.0}', NULL, 3, 9, '2026-12-01 01:05:23.964272+00', '2026-12-01 01:05:24.279882+00', '2026-12-01 01:05:24.290365+00');
INSERT INTO public.trial VALUES ('1df4e83a-b23d-4c62-a461-32e0a85dd26a', '00000000-0000-0000-0000-000000000001', 'c0d94715-b3b8-4e6d-8660-a6b78de63b96', 4, '233', 3, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 4, 9, '2026-12-01 01:05:24.434218+00', '2026-12-01 01:05:24.452382+00', '2026-12-01 01:05:24.468469+00');
INSERT INTO public.trial VALUES ('e0765e1c-cc14-4413-845a-8dd7e9e44f33', '00000000-0000-0000-0000-000000000001', 'c0d94715-b3b8-4e6d-8660-a6b78de63b96', 5, '323', 4, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 5, 9, '2026-12-01 01:05:24.591992+00', '2026-12-01 01:05:24.64559+00', '2026-12-01 01:05:24.653814+00');
INSERT INTO public.trial VALUES ('a4e8e2e3-0fa2-47d2-bf4b-5ff6e8e635f1', '00000000-0000-0000-0000-000000000001', 'c0d94715-b3b8-4e6d-8660-a6b78de63b96', 6, '332', 5, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 6, 9, '2026-12-01 01:05:24.761928+00', '2026-12-01 01:05:24.837929+00', '2026-12-01 01:05:24.849412+00');
INSERT INTO public.trial VALUES ('ea632cff-3efd-4411-983c-591e91779423', '00000000-0000-0000-0000-000000000001', 'b336802f-5bb5-4deb-8ac8-a97225d447d8', 1, '230', 1, 'warmup', 'failed', 1, 'w', NULL, NULL, NULL, 'out of memory', 1, NULL, '2026-12-01 01:05:24.870495+00', '2026-12-01 01:05:24.897067+00', '2026-12-01 01:05:24.903429+00');
INSERT INTO public.trial VALUES ('e99a66d0-4caa-4939-9b3f-25a949d32f64', '00000000-0000-0000-0000-000000000001', 'b336802f-5bb5-4deb-8ac8-a97225d447d8', 2, '010', 1, 'warmup', 'completed', 1, 'w', NULL, 1, '{"acc": 1.0}', NULL, 2, 1, '2026-12-01 01:05:24.870495+00', '2026-12-01 01:05:24.919606+00', '2026-12-01 01:05:24.923277+00');
INSERT INTO public.trial VALUES ('02169e71-c6db-41bf-803d-1e16ed8b25b8', '00000000-0000-0000-0000-000000000001', 'b336802f-5bb5-4deb-8ac8-a97225d447d8', 3, '333', 2, 'ranked', 'completed', 1, 'w', NULL, 9, '{"acc": 9.0}', NULL, 3, 9, '2026-12-01 01:05:25.027753+00', '2026-12-01 01:05:25.095567+00', '2026-12-01 01:05:25.1037+00');
INSERT INTO public.trial VALUES ('f3d5d49c-0e74-40fe-a234-b3a96ca65214', '00000000-0000-0000-0000-000000000001', 'b336802f-5bb5-4deb-8ac8-a97225d447d8', 4, '233', 3, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 4, 9, '2026-12-01 01:05:25.224361+00', '2026-12-01 01:05:25.281682+00', '2026-12-01 01:05:25.289608+00');
INSERT INTO public.trial VALUES ('7d4adffe-e6e7-47e0-9f3e-86ee9f5d2aba', '00000000-0000-0000-0000-000000000001', 'b336802f-5bb5-4deb-8ac8-a97225d447d8', 5, '323', 4, 'ranked', 'completed', 1, 'w', NULL, 8, '{"acc": 8.0}', NULL, 5, 9, '2026-12-01 01:05:25.425677+00', '2026-12-01 01:05:25.46218+00', '2026-12-01 01:05:25.473619+00');
INSERT INTO public.trial VALUES ('015d5002-f2f2-4de9-8c1e-6e6dbe6291a2', '00000000-0000-0000-0000-000000000001', '42c065f7-3bbb-4150-bb3f-3755dfe70424', 2, '010', 1, 'warmup', 'queued', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:05:25.537863+00', NULL, NULL);
INSERT INTO public.trial VALUES ('9829ca59-7d1a-4dbd-a0f5-220981fc6d2a', '00000000-0000-0000-0000-000000000001', 'b336802f-5bb5-4deb-8ac8-a97225d447d8', 6, '332', 5, 'ranked', 'queued', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:05:25.607058+00', NULL, NULL);
INSERT INTO public.trial VALUES ('9d394f36-b387-4988-9922-014abe4838a2', '00000000-0000-0000-0000-000000000001', '42c065f7-3bbb-4150-bb3f-3755dfe70424', 1, '230', 1, 'warmup', 'running', 1, 'callback', '2026-12-01 01:10:25.592118+00', NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:05:25.537863+00', '2026-12-01 01:05:25.592118+00', NULL);
INSERT INTO public.trial VALUES ('3b8ea348-1e91-46e6-bf41-52a1a10ebf66', '00000000-0000-0000-0000-000000000001', '28b45182-8c6b-4ca7-82ef-fc89a5f3fc15', 1, '230', 1, 'warmup', 'queued', 2, 'w', NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 01:05:25.48662+00', '2026-12-01 01:05:25.5308+00', NULL);
INSERT INTO public.webhook_endpoint VALUES ('cfbfb0ab-5364-4462-b947-6de1cb8cacab', '00000000-0000-0000-0000-000000000001', 'http://127.0.0.1:35497/', NULL, '{job.started,job.completed,job.failed,job.cancelled,trial.completed,trial.failed,trial.lease_expired,best.improved,webhook.ping,webhook.disabled}', 'enabled', NULL, NULL, '2026-12-01 01:05:23.719483+00', 6, '2026-12-01 01:05:27.841487+00', '2026-12-01 01:05:25.489011+00', '2026-12-01 01:05:23.03688+00');
INSERT INTO public.webhook_secret VALUES ('033090e2-35ca-4777-a953-a54a45160b68', '00000000-0000-0000-0000-000000000001', 'cfbfb0ab-5364-4462-b947-6de1cb8cacab', 'test.WoaujN0sF7sVA7AgZV1XT9TTpA2j4_2ZYuIagVHTv_NmANfWO-X5hQ2XRotSmdd7OTlL1GzS0fl8_-36uh9A4yNVzmBBSGT8lD19i5Qo', '2026-12-01 01:05:23.03688+00', NULL);
INSERT INTO public.worker VALUES ('io@host', '{callbacks,io}', '0.1.0', '2026-12-01 01:05:22.466672+00', '2026-12-01 01:05:22.466672+00');
INSERT INTO public.worker VALUES ('ranking@host', '{ranking}', '0.1.0', '2026-12-01 01:05:22.661606+00', '2026-12-01 01:05:22.661606+00');
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
