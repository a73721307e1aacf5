"""Who asks the API in tests, and what there is to ask for."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from mainline.orgs.access import SCOPES
from mainline.orgs.models import Membership, Organisation
from mainline.orgs.tokens import make_token
from mainline.register import indexing
from mainline.register.models import IndexPending, Right
from tests.register.samples import publication
from tests.register.test_ingest import good, store

HOLDER, RIVAL = "雪原大学", "北川大学"


@pytest.fixture
def two_rights() -> tuple[Right, Right]:
    """A public right of one university, and a secret one of another."""
    store().write(
        [
            good(publication(applicant=RIVAL)),
            good(
                publication(
                    application="201810000001.9",
                    number="108000001",
                    title="一种保密播种机",
                    applicant=HOLDER,
                )
            ),
        ],
        [],
    )
    public, secret = Right.objects.order_by("pk")
    Right.objects.filter(pk=secret.pk).update(confidentiality="holder")
    IndexPending.objects.create(right=secret)
    indexing.drain()
    return public, Right.objects.get(pk=secret.pk)


def a_member(of: str, role: str = "manager") -> User:
    """A member of an organisation that is in the register."""
    user = User.objects.create_user(
        username=f"{role} of {of} {User.objects.count()}", password="a long enough one"
    )
    Membership.objects.create(user=user, organisation=Organisation.objects.get(name=of), role=role)
    return user


def logged_in(user: User, **named: object) -> Client:
    """The user in a browser."""
    client = Client(headers={"accept-language": "en"}, **named)
    client.force_login(user)
    return client


def by_token(user: User, *scopes: str, **named: object) -> Client:
    """A program of the user's; without scopes it has all of them."""
    _token, secret = make_token(user=user, name="test", scopes=scopes or list(SCOPES), days=1, by=None)
    return Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"}, **named)
