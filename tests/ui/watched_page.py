"""A page of the UI that takes note of everything a person would call an error."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

ERROR_MESSAGES = re.compile(
    "something went wrong|unexpected error|unexpected graphql error|an error occurred"
    "|could not be loaded|page not found",
    re.IGNORECASE,
)

# A GraphQL error arrives with status 200; here it becomes an error of the page's console.
TELL_GRAPHQL_ERRORS = """
const fetched = window.fetch;
window.fetch = async (...request) => {
  const response = await fetched(...request);
  if (new URL(response.url).pathname === '/graphql') {
    response.clone().json().then(
      answer => answer.errors && console.error('GraphQL: ' + JSON.stringify(answer.errors)),
      () => undefined,
    );
  }
  return response;
};
"""


class WatchedPage:
    """A page of the UI at one address, and what went wrong on it."""

    def __init__(self, context, address):
        self.address = address
        self.problems = []
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.add_init_script(TELL_GRAPHQL_ERRORS)
        self.page.on("console", self._hear_console)
        self.page.on("pageerror", lambda error: self._note("page error", error))
        self.page.on("request", self._see_request)
        self.page.on("response", self._see_response)
        self.page.on("requestfailed", self._see_failure)
        self.page.on("websocket", self._see_socket)

    def open(self, path):
        """Go to a page; its tests wait for what they look for."""
        self.page.goto(self.address + path)
        return self.page

    def verify(self):
        """Fail with everything that went wrong since the page was made."""
        shown = self.page.get_by_text(ERROR_MESSAGES)
        self.problems += [f"shown: {text}" for text in shown.all_inner_texts()]
        assert self.problems == []

    def _note(self, what, detail):
        self.problems.append(f"{what}: {detail}")

    def _hear_console(self, message):
        if message.type == "error":
            self._note("console", message.text)

    def _see_request(self, request):
        self._refuse_foreign(request.url)

    def _see_response(self, response):
        if response.status >= 400:
            self._note(f"HTTP {response.status}", response.url)

    def _see_failure(self, request):
        # A page that is left takes its open requests with it.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"failed with {request.failure}", request.url)

    def _see_socket(self, socket):
        self._refuse_foreign(socket.url)
        socket.on("socketerror", lambda error: self._note("websocket", error))
        socket.on("framereceived", self._see_frame)

    def _see_frame(self, payload):
        if re.search(r'"type":\s*"(error|connection_error)"', str(payload)):
            self._note("websocket", payload)

    def _refuse_foreign(self, url):
        place = urlsplit(url.removeprefix("blob:"))
        if place.scheme != "data" and place.netloc != urlsplit(self.address).netloc:
            self._note("left this machine", url)


def sees(locator, seconds=20):
    """Wait until a person can see it."""
    expect(locator).to_be_visible(timeout=seconds * 1000)
