"""axe-core, which checks a page against WCAG."""

from playwright.sync_api import Page

_RUN = """
async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
"""


def violations(page: Page, axe_source: str) -> list[str]:
    page.evaluate(axe_source)  # not by a script element, which the page's policy forbids
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    found: list[str] = page.evaluate(_RUN)
    return found
