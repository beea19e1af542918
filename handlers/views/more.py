"""More figures: what stands behind the summary's first screen."""

from datetime import timedelta

from aiogram.utils.formatting import Bold, Text, TextLink

from bot.figures import Share, engagement_rate
from bot.loyalty import Loyalty
from bot.quality import Quality
from bot.reporting import More, Report
from bot.speed import Times
from handlers.texts import Texts
from handlers.views.figure_names import post_title, what_it_drew
from handlers.views.goals import goal_line
from handlers.views.quality import depth_marks
from handlers.views.summary import days_line, period_line
from handlers.views.view import View, lines
from handlers.wording import clip, duration, of, percent, percent_near
from storage.posts import PostFigures
from storage.tables import Brand


def more_view(t: Texts, brand: Brand, report: Report, more: More, title: str = "") -> View:
    name = f"{brand.name}: {title}" if title else brand.name
    return View(
        lines(
            Text("📈 ", Bold(t("More figures")), f" · {clip(name, 80)}"),
            period_line(t, brand, report.period),
            "",
            _times(t, t("💬 Every answer"), more.closer.every),
            _times(t, t("🕘 First answer in working time"), more.closer.working),
            days_line(t, more.closer.days) if not report.period.days else None,
            _marks(t, report.quality),
            _recommend(t, report.quality),
            _reviews(t, report.quality),
            _depth(t, report.quality),
            _alike(t, more.repeated),
            _loyalty(t, more.loyalty),
            _kinds(t, report),
            *[goal_line(t, brand, one) for one in report.goals],
            *[_post(t, one) for one in more.posts],
        )
    )


def _times(t: Texts, name: str, times: Times | None) -> str | None:
    if times is None or times.median is None or times.p90 is None:
        return None
    return t(
        "{name}: half within {median}, nine of ten within {p90} (n = {n})",
        name=name,
        median=duration(t, timedelta(seconds=times.median)),
        p90=duration(t, timedelta(seconds=times.p90)),
        n=times.n,
    )


def _marks(t: Texts, quality: Quality) -> str | None:
    if quality.csat.share is None:
        return None
    low, high = (percent(t, end) for end in quality.csat.interval)
    return t(
        "⭐ Marks of 4 and 5: {share} ({n}), 95 % interval {low}–{high}; {rated} asked clients "
        "answered",
        share=percent(t, quality.csat.share),
        n=of(quality.csat),
        low=low,
        high=high,
        rated=of(quality.asked),
    )


def _recommend(t: Texts, quality: Quality) -> str | None:
    if quality.nps is None:
        return None
    return t(
        "🤝 Would recommend us: {score} of 100 (n = {n})",
        score=round(quality.nps),
        n=quality.nps_n,
    )


def _reviews(t: Texts, quality: Quality) -> str | None:
    if quality.review_median is None:
        return None
    return t(
        "📝 Reviewed answers: half score {median} of 100 or more (n = {n})",
        median=round(quality.review_median),
        n=quality.reviews,
    )


def _depth(t: Texts, quality: Quality) -> str | None:
    if not quality.depth.deep.n:
        return None
    marks = " · ".join(depth_marks(t, quality))
    return t("🔎 Deep answers to complaints: {n} ({marks})", n=of(quality.depth.deep), marks=marks)


def _alike(t: Texts, repeated: Share) -> str | None:
    if not repeated.n:
        return None
    return t("Answers whose very words went to several clients: {n}", n=of(repeated))


def _loyalty(t: Texts, loyalty: Loyalty | None) -> str | None:
    if loyalty is None or not loyalty.repeat.n:
        return None
    parts = [
        _won_back(t, loyalty) if loyalty.recovered.n else "",
        t("wrote before {n}", n=of(loyalty.repeat)),
        t("returned {n}", n=loyalty.returned) if loyalty.returned else "",
        t("the same cause again {n}", n=loyalty.same_cause) if loyalty.same_cause else "",
        t("⭐ best friends who wrote {n}", n=of(loyalty.friends)) if loyalty.friends.n else "",
    ]
    return "💚 " + " · ".join(part for part in parts if part)


def _won_back(t: Texts, loyalty: Loyalty) -> str:
    """A complaint of the last thirty days may still be made good."""
    n = of(loyalty.recovered)
    if loyalty.so_far:
        return t("won back {n} of those who complained, so far", n=n)
    return t("won back {n} of those who complained", n=n)


def _kinds(t: Texts, report: Report) -> str | None:
    begun = report.period.begun
    said = []
    if report.period.requests:
        confirmed = of(Share(begun.confirmed, report.period.requests))
        said.append(t("kinds confirmed by hand: {n}", n=confirmed))
    if begun.dismissed:
        said.append(t.plural("{n} dismissed", "{n} dismissed", begun.dismissed))
    return f"📥 {'; '.join(said)}" if said else None


def _post(t: Texts, drew: PostFigures) -> Text:
    """A channel post with what its readers did: the requests of its comments, reactions, ERR."""
    rate = engagement_rate(drew.post.reactions, drew.post.reach)
    said = [*what_it_drew(t, drew), *([f"ERR {percent_near(t, rate)}"] if rate is not None else [])]
    return Text("📣 ", TextLink(post_title(drew), url=drew.post.link), ": ", " · ".join(said))
