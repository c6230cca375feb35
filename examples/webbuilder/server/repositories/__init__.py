"""The repositories: one for each table."""

from __future__ import annotations

from server.repositories.adw_locks import AdwLockRepository
from server.repositories.adw_states import AdwStateRepository
from server.repositories.api_keys import ApiKeyRepository
from server.repositories.base import Repository, UnknownColumnError
from server.repositories.context_reviews import ContextReviewRepository
from server.repositories.cost_history import CostHistoryRepository
from server.repositories.feature_tags import FeatureTagRepository
from server.repositories.hook_events import HookEventRepository
from server.repositories.operation_patterns import OperationPatternRepository
from server.repositories.pattern_occurrences import PatternOccurrenceRepository
from server.repositories.phase_queue import PhaseQueueRepository
from server.repositories.phase_results import PhaseResultRepository
from server.repositories.planned_features import PlannedFeatureRepository
from server.repositories.requests import RequestRepository
from server.repositories.schema_migrations import SchemaMigrationRepository
from server.repositories.sessions import SessionRepository
from server.repositories.tags import TagRepository
from server.repositories.task_logs import TaskLogRepository
from server.repositories.templates import TemplateRepository
from server.repositories.tool_calls import ToolCallRepository
from server.repositories.user_prompts import UserPromptRepository
from server.repositories.users import UserRepository
from server.repositories.webhook_deliveries import WebhookDeliveryRepository
from server.repositories.webhooks import WebhookRepository
from server.repositories.workflow_history import WorkflowHistoryRepository
from server.repositories.workflow_history_archive import WorkflowArchiveRepository
from server.repositories.workflow_steps import WorkflowStepRepository

ALL: tuple[type[Repository], ...] = (
    UserRepository,
    SessionRepository,
    ApiKeyRepository,
    RequestRepository,
    TemplateRepository,
    PhaseQueueRepository,
    PhaseResultRepository,
    WorkflowHistoryRepository,
    WorkflowArchiveRepository,
    WorkflowStepRepository,
    AdwLockRepository,
    AdwStateRepository,
    TaskLogRepository,
    UserPromptRepository,
    ToolCallRepository,
    HookEventRepository,
    WebhookRepository,
    WebhookDeliveryRepository,
    CostHistoryRepository,
    OperationPatternRepository,
    PatternOccurrenceRepository,
    ContextReviewRepository,
    PlannedFeatureRepository,
    TagRepository,
    FeatureTagRepository,
    SchemaMigrationRepository,
)
"""In the order of the schema."""

__all__ = [
    "ALL",
    "AdwLockRepository",
    "AdwStateRepository",
    "ApiKeyRepository",
    "ContextReviewRepository",
    "CostHistoryRepository",
    "FeatureTagRepository",
    "HookEventRepository",
    "OperationPatternRepository",
    "PatternOccurrenceRepository",
    "PhaseQueueRepository",
    "PhaseResultRepository",
    "PlannedFeatureRepository",
    "Repository",
    "RequestRepository",
    "SchemaMigrationRepository",
    "SessionRepository",
    "TagRepository",
    "TaskLogRepository",
    "TemplateRepository",
    "ToolCallRepository",
    "UnknownColumnError",
    "UserPromptRepository",
    "UserRepository",
    "WebhookDeliveryRepository",
    "WebhookRepository",
    "WorkflowArchiveRepository",
    "WorkflowHistoryRepository",
    "WorkflowStepRepository",
]
