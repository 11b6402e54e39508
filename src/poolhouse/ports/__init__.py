"""What the inner layers need from the outside world, as small protocols.

Adapters (storage, functions, mail) implement these and are tied to them in :mod:`poolhouse.app` alone.
"""

from poolhouse.ports.functions import (
    FunctionRecord,
    FunctionRuntime,
    FunctionStore,
    FunctionTimedOut,
    FunctionUnavailable,
    Invocation,
)
from poolhouse.ports.messages import InboxMessage, Medium, Message, MessageNotSent, MessageSender
from poolhouse.ports.records import AccessKey, CodeRecord, Gone, NameTaken, Records, Store
from poolhouse.ports.system import Clock, Entropy

__all__ = [
    "AccessKey",
    "Clock",
    "CodeRecord",
    "Entropy",
    "FunctionRecord",
    "FunctionRuntime",
    "FunctionStore",
    "FunctionTimedOut",
    "FunctionUnavailable",
    "Gone",
    "InboxMessage",
    "Invocation",
    "Medium",
    "Message",
    "MessageNotSent",
    "MessageSender",
    "NameTaken",
    "Records",
    "Store",
]
