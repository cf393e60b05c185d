#include "users/service.h"

#include "kit/json.h"
#include "kit/log.h"
#include "kit/page.h"

namespace shop::users {

namespace {

using kit::Json;
using kit::Request;
using kit::Response;
using kit::Work;

Json toJson(const User& user) {
    return {{"id", user.id},
            {"name", user.name},
            {"email", user.email},
            {"created_at", kit::formatTimestamp(user.createdMs)},
            {"updated_at", kit::formatTimestamp(user.updatedMs)}};
}

Result<Response> list(Users& users, const Request& request) {
    const auto wanted = kit::pageRequest(request, "u_");
    if (!wanted) {
        return tl::unexpected(wanted.error());
    }
    return users.list(wanted->limit, wanted->after).map([](const UserPage& page) {
        Json items = Json::array();
        for (const User& user : page.items) {
            items.push_back(toJson(user));
        }
        const Json next = page.more ? Json(kit::makeCursor(page.items.back().id)) : Json(nullptr);
        return kit::jsonResponse(200, {{"items", std::move(items)}, {"next", next}});
    });
}

Result<Response> add(Users& users, const Request& request) {
    const auto body = kit::readObject(request);
    if (!body) {
        return tl::unexpected(body.error());
    }
    if (auto known = kit::onlyFields(*body, {"name", "email"}); !known) {
        return tl::unexpected(known.error());
    }
    const auto key = kit::idempotencyKey(request);
    const auto name = kit::stringField(*body, "name", 1, 100);
    const auto email = kit::stringField(*body, "email", 3, 254);
    for (const auto* read : {&key, &name, &email}) {
        if (!*read) {
            return tl::unexpected(read->error());
        }
    }
    return users.add(*name, *email, {*key, body->dump()}).map([](const User& user) {
        Response response = kit::jsonResponse(201, toJson(user));
        response.headers.emplace_back("Location", "/users/" + user.id);
        return response;
    });
}

Result<Response> change(Users& users, const Request& request) {
    const auto body = kit::readObject(request);
    if (!body) {
        return tl::unexpected(body.error());
    }
    if (auto known = kit::onlyFields(*body, {"name", "email"}); !known) {
        return tl::unexpected(known.error());
    }
    auto name = kit::optionalString(*body, "name", 1, 100);
    auto email = kit::optionalString(*body, "email", 3, 254);
    for (const auto* read : {&name, &email}) {
        if (!*read) {
            return tl::unexpected(read->error());
        }
    }
    return users.change(request.param("id"), {std::move(*name), std::move(*email)}).map([](const User& user) {
        return kit::jsonResponse(200, toJson(user));
    });
}

Result<Response> remove(Users& users, const Request& request) {
    return users.remove(request.param("id")).map([] {
        Response response;
        response.status = 204;
        return response;
    });
}

Result<Response> points(Users& users, const PointsOf& pointsOf, const Request& request) {
    const auto user = users.get(request.param("id"));
    if (!user) {
        return tl::unexpected(user.error());
    }
    if (!pointsOf) {
        return fail(Fault::NotFound, "no_points_service", "This service was given no POINTS_URL.");
    }
    return pointsOf(user->id);
}

}  // namespace

void addRoutes(kit::Router& router, Users& users, PointsOf pointsOf) {
    // In WAL a reader waits for no writer, so reads run where the request came in.
    router.get("/users", Work::Quick, [&](Request& r) { return list(users, r); });
    router.get("/users/{id}", Work::Quick, [&](Request& r) {
        return users.get(r.param("id")).map([](const User& user) { return kit::jsonResponse(200, toJson(user)); });
    });
    router.post("/users", Work::Blocking, [&](Request& r) { return add(users, r); });
    router.patch("/users/{id}", Work::Blocking, [&](Request& r) { return change(users, r); });
    router.del("/users/{id}", Work::Blocking, [&](Request& r) { return remove(users, r); });
    router.get("/users/{id}/points", Work::Blocking,
               [&users, pointsOf = std::move(pointsOf)](Request& r) { return points(users, pointsOf, r); });
}

}  // namespace shop::users
