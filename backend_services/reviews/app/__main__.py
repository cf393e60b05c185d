"""shop-reviews: what buyers think of products. In Python's standard library, to show that a service may be in any language."""
import base64
import os
import sys
import time
import urllib.parse

from description import DESCRIPTION
from neighbours import must_exist
from server import Fault, Service
from store import ReusedKey, Store


def shown(review):
    seconds, milliseconds = divmod(review["created_ms"], 1000)
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{milliseconds:03d}Z"
    return {name: review[name] for name in ("id", "product_id", "user_id", "rating", "text")} | {"created_at": stamp}


def text_field(body, name, longest):
    value = body.get(name)
    if not isinstance(value, str) or not 1 <= len(value) <= longest:
        raise Fault(422, "invalid", f"{name}: a text of 1 to {longest} characters is needed.")
    return value


class Reviews:
    def __init__(self, store):
        self.store = store

    def answer(self, request):
        method = "GET" if request.method == "HEAD" else request.method
        if request.segments == ["reviews"]:
            return self.choose(method, {"GET": self.list, "POST": self.add}, request)
        if len(request.segments) == 2 and request.segments[0] == "reviews" and request.segments[1]:
            return self.choose(method, {"GET": self.get, "DELETE": self.remove}, request)
        raise Fault(404, "no_such_path", "There is nothing at this path.")

    @staticmethod
    def choose(method, handlers, request):
        if method not in handlers:
            raise Fault(405, "method_not_allowed", f"This path takes {', '.join(handlers)}.")
        return handlers[method](request)

    def list(self, request):
        limit = request.query.get("limit", "20")
        if not limit.isdigit() or not 1 <= int(limit) <= 100:
            raise Fault(422, "invalid", "limit: a number from 1 to 100 is needed.")
        try:
            before = base64.urlsafe_b64decode(request.query.get("cursor", "")).decode()
        except ValueError as error:
            raise Fault(400, "bad_cursor", "No page of this listing gave out this cursor.") from error
        found = self.store.list(request.query.get("product_id", ""), int(limit), before)
        page = found[:int(limit)]
        more = base64.urlsafe_b64encode(page[-1]["id"].encode()).decode() if len(found) > len(page) else None
        return 200, {"items": [shown(review) for review in page], "next": more}, {}

    def get(self, request):
        review = self.store.get(request.segments[1])
        if not review:
            raise Fault(404, "no_such_review", f"There is no review {request.segments[1]}.")
        return 200, shown(review), {}

    def add(self, request):
        body = request.object("product_id", "user_id", "rating", "text")
        review = {"product_id": text_field(body, "product_id", 64), "user_id": text_field(body, "user_id", 64),
                  "rating": body.get("rating"), "text": text_field(body, "text", 1000)}
        if type(review["rating"]) is not int or not 1 <= review["rating"] <= 5:
            raise Fault(422, "invalid", "rating: a number from 1 to 5 is needed.")
        must_exist("products", "/products/" + urllib.parse.quote(review["product_id"], safe=""), request.id)
        must_exist("users", "/users/" + urllib.parse.quote(review["user_id"], safe=""), request.id)
        try:
            made = self.store.add(review, request.headers.get("Idempotency-Key", ""))
        except ReusedKey as error:
            raise Fault(409, "idempotency_key_reused", "This Idempotency-Key came before with another request.") from error
        return 201, shown(made), {"Location": "/reviews/" + made["id"]}

    def remove(self, request):
        if not self.store.remove(request.segments[1]):
            raise Fault(404, "no_such_review", f"There is no review {request.segments[1]}.")
        return 204, None, {}


def main():
    for name in ("PORT", "DATA_PATH"):
        if not os.environ.get(name):
            sys.exit(f"shop-reviews: {name} is not set")
    store = Store(os.environ["DATA_PATH"])
    Service("reviews", Reviews(store).answer, store.check, DESCRIPTION).run()


if __name__ == "__main__":
    main()
