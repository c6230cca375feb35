-- The application's schema for SQLite: 26 tables, 41 indexes, no views.
-- Its twin is postgres_schema.sql: the same tables, columns and indexes under the same names.
-- Timestamps are text, UTC, in whole seconds: YYYY-MM-DD HH:MM:SS.

-- People who use the application.
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL UNIQUE,
    display_name TEXT,
    is_active BOOLEAN NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_users_is_active ON users (is_active);
CREATE INDEX idx_users_created_at ON users (created_at);

-- One sign-in of a user.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    token_hash TEXT NOT NULL UNIQUE,
    expires_at TEXT NOT NULL,
    last_seen_at TEXT,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_sessions_user_id ON sessions (user_id);
CREATE INDEX idx_sessions_expires_at ON sessions (expires_at);

-- Keys of programs that act for a user; only a prefix and a hash are kept.
CREATE TABLE api_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    key_prefix TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    revoked BOOLEAN NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_api_keys_user_id ON api_keys (user_id);
CREATE INDEX idx_api_keys_prefix ON api_keys (key_prefix);

-- What somebody asked for, in natural language.
CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'new',
    issue_number INTEGER,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_requests_status ON requests (status);
CREATE INDEX idx_requests_issue_number ON requests (issue_number);

-- Workflow templates, chosen by keyword.
CREATE TABLE templates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    category TEXT NOT NULL,
    keywords TEXT NOT NULL,
    body TEXT NOT NULL,
    usage_count INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_templates_category ON templates (category);

-- Phases of multi-phase issues that wait to be executed.
CREATE TABLE phase_queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue_id TEXT NOT NULL UNIQUE,
    parent_issue INTEGER NOT NULL,
    phase_number INTEGER NOT NULL,
    issue_number INTEGER,
    status TEXT NOT NULL DEFAULT 'queued',
    depends_on_phase INTEGER,
    priority INTEGER NOT NULL DEFAULT 50,
    phase_data TEXT,
    error_message TEXT,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_phase_queue_status ON phase_queue (status);
CREATE INDEX idx_phase_queue_parent ON phase_queue (parent_issue);
CREATE INDEX idx_phase_queue_priority ON phase_queue (priority, created_at);

-- How one execution of a queued phase ended.
CREATE TABLE phase_results (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    duration_seconds REAL,
    detail TEXT,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_phase_results_queue_id ON phase_results (queue_id);

-- One row per autonomous workflow (ADW).
CREATE TABLE workflow_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    adw_id TEXT NOT NULL UNIQUE,
    issue_number INTEGER,
    nl_input TEXT,
    workflow_template TEXT,
    model_used TEXT,
    status TEXT NOT NULL DEFAULT 'pending',
    start_time TEXT,
    end_time TEXT,
    duration_seconds REAL,
    total_tokens INTEGER NOT NULL DEFAULT 0,
    estimated_cost REAL,
    actual_cost REAL,
    error_message TEXT,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_workflow_history_status ON workflow_history (status);
CREATE INDEX idx_workflow_history_issue ON workflow_history (issue_number);
CREATE INDEX idx_workflow_history_created_at ON workflow_history (created_at);
CREATE INDEX idx_workflow_history_template ON workflow_history (workflow_template);

-- Rows of workflow_history that were archived.
CREATE TABLE workflow_history_archive (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    adw_id TEXT NOT NULL,
    status TEXT NOT NULL,
    archived_reason TEXT NOT NULL,
    archived_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_history_archive_adw_id ON workflow_history_archive (adw_id);

-- The steps of one workflow.
CREATE TABLE workflow_steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    adw_id TEXT NOT NULL,
    step_number INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending',
    duration_seconds REAL,
    UNIQUE (adw_id, step_number)
);
CREATE INDEX idx_workflow_steps_adw_id ON workflow_steps (adw_id);
CREATE INDEX idx_workflow_steps_status ON workflow_steps (status);

-- Which workflow holds which issue.
CREATE TABLE adw_locks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_number INTEGER NOT NULL UNIQUE,
    adw_id TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'planning',
    github_url TEXT,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_adw_locks_status ON adw_locks (status);
CREATE INDEX idx_adw_locks_adw_id ON adw_locks (adw_id);

-- The state that a workflow last reported.
CREATE TABLE adw_states (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    adw_id TEXT NOT NULL UNIQUE,
    phase TEXT NOT NULL,
    progress REAL NOT NULL DEFAULT 0,
    worktree_path TEXT,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_adw_states_phase ON adw_states (phase);

-- One line per phase of a workflow, for people.
CREATE TABLE task_logs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    adw_id TEXT NOT NULL,
    issue_number INTEGER NOT NULL,
    phase_name TEXT NOT NULL,
    phase_status TEXT NOT NULL,
    message TEXT,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_task_logs_adw_id ON task_logs (adw_id);
CREATE INDEX idx_task_logs_issue ON task_logs (issue_number);

-- Each prompt that a person entered.
CREATE TABLE user_prompts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id TEXT NOT NULL,
    nl_input TEXT NOT NULL,
    captured_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    auto_post BOOLEAN NOT NULL DEFAULT 0
);
CREATE INDEX idx_user_prompts_request_id ON user_prompts (request_id);

-- Calls of tools by workflows.
CREATE TABLE tool_calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tool_call_id TEXT NOT NULL UNIQUE,
    adw_id TEXT NOT NULL,
    tool_name TEXT NOT NULL,
    success BOOLEAN,
    duration_ms INTEGER,
    called_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_tool_calls_adw_id ON tool_calls (adw_id);
CREATE INDEX idx_tool_calls_tool ON tool_calls (tool_name, called_at);

-- Events that hooks reported.
CREATE TABLE hook_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_type TEXT NOT NULL,
    source TEXT NOT NULL,
    payload TEXT NOT NULL,
    processed BOOLEAN NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_hook_events_type ON hook_events (event_type);
CREATE INDEX idx_hook_events_processed ON hook_events (processed);

-- Who is told about what.
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,
    event_type TEXT NOT NULL,
    enabled BOOLEAN NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_webhooks_event_type ON webhooks (event_type);

-- Each attempt to tell them.
CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook_id INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL DEFAULT 1,
    status_code INTEGER,
    delivered_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_webhook_deliveries_webhook ON webhook_deliveries (webhook_id);

-- What each phase of a workflow cost, in US dollars.
CREATE TABLE cost_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    adw_id TEXT NOT NULL,
    phase_name TEXT NOT NULL,
    model TEXT NOT NULL,
    input_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0,
    cost_usd REAL NOT NULL DEFAULT 0,
    recorded_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_cost_history_adw_id ON cost_history (adw_id);
CREATE INDEX idx_cost_history_model ON cost_history (model);

-- Operations that occur again and again.
CREATE TABLE operation_patterns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    signature TEXT NOT NULL UNIQUE,
    category TEXT NOT NULL,
    occurrence_count INTEGER NOT NULL DEFAULT 1,
    confidence REAL NOT NULL DEFAULT 0,
    last_seen_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_operation_patterns_category ON operation_patterns (category);

-- Where a pattern was seen.
CREATE TABLE pattern_occurrences (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pattern_id INTEGER NOT NULL REFERENCES operation_patterns (id) ON DELETE CASCADE,
    adw_id TEXT NOT NULL,
    similarity REAL NOT NULL DEFAULT 1,
    UNIQUE (pattern_id, adw_id)
);
CREATE INDEX idx_pattern_occurrences_adw_id ON pattern_occurrences (adw_id);

-- How much context a change needs.
CREATE TABLE context_reviews (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    change_description TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending',
    token_estimate INTEGER,
    result TEXT,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_context_reviews_status ON context_reviews (status);

-- Features on the roadmap.
CREATE TABLE planned_features (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    item_type TEXT NOT NULL DEFAULT 'feature',
    status TEXT NOT NULL DEFAULT 'planned',
    priority TEXT,
    estimated_hours REAL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_planned_features_status ON planned_features (status);
CREATE INDEX idx_planned_features_priority ON planned_features (priority);

-- Words to file features under.
CREATE TABLE tags (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    colour TEXT
);

-- Which feature has which tag.
CREATE TABLE feature_tags (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    feature_id INTEGER NOT NULL REFERENCES planned_features (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    UNIQUE (feature_id, tag_id)
);
CREATE INDEX idx_feature_tags_tag_id ON feature_tags (tag_id);

-- Which migrations this database has seen.
CREATE TABLE schema_migrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL UNIQUE,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_schema_migrations_applied_at ON schema_migrations (applied_at);
