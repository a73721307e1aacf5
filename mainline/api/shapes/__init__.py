"""Shapes of what the API takes and answers: published as its schema, checked by its tests."""

from mainline.api.shapes.events import EventRow as EventRow
from mainline.api.shapes.organisations import OrganisationRow as OrganisationRow
from mainline.api.shapes.organisations import Organisations as Organisations
from mainline.api.shapes.problems import Problem as Problem
from mainline.api.shapes.rights import Description as Description
from mainline.api.shapes.rights import RightDetail as RightDetail
from mainline.api.shapes.rights import Rights as Rights
from mainline.api.shapes.rights import SearchAnswer as SearchAnswer
