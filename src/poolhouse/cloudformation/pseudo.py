"""Pseudo parameters (user guide, "Pseudo parameters reference"), AWS::NoValue aside."""

from __future__ import annotations

from typing import Any

from poolhouse.cloudformation.work import Site
from poolhouse.model.stack import Stack


def pseudo_parameters(site: Site, stack: Stack) -> dict[str, Any]:
    return {
        "AWS::AccountId": site.account,
        "AWS::NotificationARNs": [],
        "AWS::Partition": site.partition,
        "AWS::Region": site.region,
        "AWS::StackId": stack.id,
        "AWS::StackName": stack.name,
        "AWS::URLSuffix": site.url_suffix,
    }
