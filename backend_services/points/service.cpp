#include "points/service.h"

#include "kit/json.h"
#include "kit/log.h"
#include "kit/page.h"

namespace shop::points {

namespace {

using kit::Json;
using kit::Request;
using kit::Response;
using kit::Work;

constexpr std::int64_t kMaxAmount = 1'000'000'000;

Json toJson(const Entry& entry) {
    return {{"id", entry.id},         {"user_id", entry.userId},
            {"amount", entry.amount}, {"balance", entry.balance},
            {"reason", entry.reason}, {"created_at", kit::formatTimestamp(entry.createdMs)}};
}

Result<std::string> userId(const Request& request) {
    const std::string& id = request.param("user_id");
    if (id.size() > 64 || !id.starts_with("u_")) {
        return fail(Fault::NotFound, "no_such_user", "User ids begin with u_ and have at most 64 characters.");
    }
    return id;
}

Result<Response> account(Points& points, const Request& request) {
    const auto user = userId(request);
    if (!user) {
        return tl::unexpected(user.error());
    }
    const auto page = kit::pageRequest(request, "e_");
    if (!page) {
        return tl::unexpected(page.error());
    }
    return points.account(*user, page->limit).map(accountResponse);
}

Result<Response> add(Points& points, const Request& request) {
    const auto body = kit::readObject(request);
    if (!body) {
        return tl::unexpected(body.error());
    }
    if (auto known = kit::onlyFields(*body, {"amount", "reason"}); !known) {
        return tl::unexpected(known.error());
    }
    const auto amount = kit::integerField(*body, "amount", -kMaxAmount, kMaxAmount);
    if (!amount) {
        return tl::unexpected(amount.error());
    }
    const auto user = userId(request);
    const auto key = kit::idempotencyKey(request);
    const auto reason = kit::stringField(*body, "reason", 1, 200);
    for (const auto* read : {&user, &key, &reason}) {
        if (!*read) {
            return tl::unexpected(read->error());
        }
    }
    return points.add(*user, *amount, *reason, *key).map([](const Entry& entry) {
        return kit::jsonResponse(201, toJson(entry));
    });
}

Result<Response> accrue(Points& points, const Request& request) {
    const auto body = kit::readObject(request);
    if (!body) {
        return tl::unexpected(body.error());
    }
    if (auto known = kit::onlyFields(*body, {"user_id", "amount", "reason"}); !known) {
        return tl::unexpected(known.error());
    }
    const auto amount = kit::integerField(*body, "amount", 1, kMaxAmount);
    if (!amount) {
        return tl::unexpected(amount.error());
    }
    const auto user = kit::stringField(*body, "user_id", 3, 64);
    const auto reason = kit::stringField(*body, "reason", 1, 200);
    for (const auto* read : {&user, &reason}) {
        if (!*read) {
            return tl::unexpected(read->error());
        }
    }
    return points.accrue({request.param("ref"), *user, *amount, *reason}).map([](const Entry& entry) {
        return kit::jsonResponse(201, toJson(entry));
    });
}

Result<Response> reverse(Points& points, const Request& request) {
    return points.reverse(request.param("ref")).map([] {
        Response response;
        response.status = 204;
        return response;
    });
}

}  // namespace

Response accountResponse(const Account& account) {
    Json entries = Json::array();
    for (const Entry& entry : account.entries) {
        entries.push_back(toJson(entry));
    }
    return kit::jsonResponse(
        200, {{"user_id", account.userId}, {"balance", account.balance}, {"entries", std::move(entries)}});
}

void addRoutes(kit::Router& router, Points& points) {
    router.get("/points/{user_id}", Work::Quick, [&](Request& r) { return account(points, r); });
    router.post("/points/{user_id}/entries", Work::Blocking, [&](Request& r) { return add(points, r); });
    // Between services: no route of the front door leads here.
    router.put("/accruals/{ref}", Work::Blocking, [&](Request& r) { return accrue(points, r); });
    router.del("/accruals/{ref}", Work::Blocking, [&](Request& r) { return reverse(points, r); });
}

}  // namespace shop::points
