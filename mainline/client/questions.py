"""Questions of the public: asked without an account, followed by id and key, answered by offices."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from mainline.client import shapes
from mainline.client.transport import Body, Transport


class _Published(msgspec.Struct):
    items: list[shapes.PublishedQuestion]


class QuestionDesk:
    """The questions that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def ask(
        self, topic: str, title: str, text: str, *, place: str = "", name: str = "", contact: str = "",
        may_publish: bool = False,
    ) -> shapes.AskedQuestion:  # fmt: skip
        """Ask a question, also without a token; its ``key`` is told this once. Asked again after a loss of the network it may
        stand twice."""
        said = {
            "topic": topic, "title": title, "text": text, "place": place, "name": name, "contact": contact,
            "may_publish": may_publish,
        }  # fmt: skip
        return self._transport.ask("ask_question", shapes.AskedQuestion, body=Body.json(said))

    def open(self, question: int, key: str) -> shapes.QuestionThread:
        """Return a question by its id and key."""
        ids, body = {"question_id": question}, Body.json({"key": key})
        return self._transport.ask("open_question", shapes.QuestionThread, ids=ids, body=body)

    def say_more(self, question: int, key: str, text: str) -> shapes.QuestionThread:
        """Say more as who asked: the question waits for an answer again."""
        ids, body = {"question_id": question}, Body.json({"key": key, "text": text})
        return self._transport.ask("say_more", shapes.QuestionThread, ids=ids, body=body)

    def published(self, q: str = "") -> list[shapes.PublishedQuestion]:
        """Return the newest questions that everybody may read."""
        return self._transport.ask("list_published_questions", _Published, query={"q": q}).items

    def all(self) -> Iterator[shapes.QuestionRow]:
        """Yield the questions that one answers, or asked with one's account."""
        return self._transport.listed("list_questions", shapes.QuestionRow)

    def get(self, question: int) -> shapes.QuestionDetail:
        """Return one of these."""
        return self._transport.ask("get_question", shapes.QuestionDetail, ids={"question_id": question})

    def answer(self, question: int, text: str) -> shapes.QuestionDetail:
        """Answer for the office or body that one works at."""
        return self._do(question, "answer", text)

    def publish(self, question: int) -> shapes.QuestionDetail:
        """Show an answered question to everybody."""
        return self._do(question, "publish")

    def hide(self, question: int) -> shapes.QuestionDetail:
        """Show it no more."""
        return self._do(question, "hide")

    def _do(self, question: int, act: str, text: str = "") -> shapes.QuestionDetail:
        body, ids = Body.json({"act": act, "text": text}), {"question_id": question}
        return self._transport.ask("act_on_question", shapes.QuestionDetail, ids=ids, body=body)
