#include "products/service.h"

#include <algorithm>
#include <charconv>

#include "kit/json.h"
#include "kit/json_writer.h"
#include "kit/log.h"
#include "kit/page.h"
#include "kit/request_context.h"

namespace shop::products {

namespace {

using kit::Json;
using kit::JsonWriter;
using kit::Phase;
using kit::PhaseScope;
using kit::Request;
using kit::Response;
using kit::Work;

constexpr std::int64_t kMaxAmount = 1'000'000'000'000;
constexpr std::int64_t kMaxStock = 1'000'000'000;
constexpr std::int64_t kMaxQuantity = 1'000;

std::string etag(const Product& product) {
    return "\"" + std::to_string(product.version) + "\"";
}

void writeMoney(JsonWriter& json, const Money& money) {
    json.beginObject().field("amount", money.amount).field("currency", money.currency).endObject();
}

void writeProduct(JsonWriter& json, const Product& product) {
    json.beginObject().field("id", product.id).field("name", product.name).field("description", product.description);
    json.field("category", product.category).key("price");
    writeMoney(json, product.price);
    json.field("stock", product.stock).field("version", product.version);
    json.field("created_at", kit::formatTimestamp(product.createdMs));
    json.field("updated_at", kit::formatTimestamp(product.updatedMs)).endObject();
}

Response productResponse(int status, const Product& product) {
    const PhaseScope phase(Phase::Encode);
    Response response;
    response.status = status;
    JsonWriter json(response.body);
    writeProduct(json, product);
    response.headers.emplace_back("ETag", etag(product));
    return response;
}

Response pageResponse(const ProductPage& page) {
    const PhaseScope phase(Phase::Encode);
    Response response;
    response.body.reserve(320 * page.items.size() + 64);
    JsonWriter json(response.body);
    json.beginObject().key("items").beginArray();
    for (const Product& product : page.items) {
        writeProduct(json, product);
    }
    json.endArray().key("next");
    if (page.more) {
        json.value(kit::makeCursor(page.items.back().id));
    } else {
        json.null();
    }
    json.endObject();
    return response;
}

Response reservationResponse(const Reservation& reservation) {
    const PhaseScope phase(Phase::Encode);
    Response response;
    response.status = 201;
    JsonWriter json(response.body);
    json.beginObject().field("id", reservation.id).field("product_id", reservation.productId);
    json.field("quantity", reservation.quantity).key("unit_price");
    writeMoney(json, reservation.unitPrice);
    json.field("state", reservation.released ? "released" : "active");
    json.field("created_at", kit::formatTimestamp(reservation.createdMs)).endObject();
    response.headers.emplace_back(
        "Location", "/products/" + kit::percentEncode(reservation.productId) + "/reservations/" + reservation.id);
    return response;
}

Result<Response> list(Products& products, const Request& request) {
    const auto wanted = kit::pageRequest(request, "p_");
    if (!wanted) {
        return tl::unexpected(wanted.error());
    }
    return products.list(wanted->limit, wanted->after).map(pageResponse);
}

Result<Response> get(Products& products, const Request& request) {
    auto product = products.get(request.param("id"));
    if (!product) {
        return tl::unexpected(product.error());
    }
    const std::string_view known = request.header("If-None-Match");
    if (!known.empty() && (known == "*" || known.find(etag(*product)) != std::string_view::npos)) {
        Response response;
        response.status = 304;
        response.headers.emplace_back("ETag", etag(*product));
        return response;
    }
    return productResponse(200, *product);
}

Result<Money> readMoney(const Json& object) {
    const auto found = object.find("price");
    if (found == object.end() || !found->is_object()) {
        return fail(Fault::Invalid, "invalid", "price: an object with amount and currency is needed.");
    }
    if (auto known = kit::onlyFields(*found, {"amount", "currency"}); !known) {
        return tl::unexpected(known.error());
    }
    const auto amount = kit::integerField(*found, "amount", 0, kMaxAmount);
    if (!amount) {
        return tl::unexpected(amount.error());
    }
    const auto currency = kit::stringField(*found, "currency", 3, 3);
    if (!currency || !std::all_of(currency->begin(), currency->end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
        return fail(Fault::Invalid, "invalid", "currency: three capital letters of ISO 4217 are needed.");
    }
    return Money{*amount, *currency};
}

Result<Product> readDraft(const Json& body) {
    if (auto known = kit::onlyFields(body, {"name", "description", "category", "price", "stock"}); !known) {
        return tl::unexpected(known.error());
    }
    const auto name = kit::stringField(body, "name", 1, 120);
    const auto description = kit::optionalString(body, "description", 0, 2000);
    const auto category = kit::optionalString(body, "category", 0, 40);
    const auto price = readMoney(body);
    const auto stock = kit::integerField(body, "stock", 0, kMaxStock);
    for (const Error* error :
         {name ? nullptr : &name.error(), description ? nullptr : &description.error(),
          category ? nullptr : &category.error(), price ? nullptr : &price.error(), stock ? nullptr : &stock.error()}) {
        if (error != nullptr) {
            return tl::unexpected(*error);
        }
    }
    Product draft;
    draft.name = *name;
    draft.description = description->value_or("");
    draft.category = category->value_or("");
    draft.price = *price;
    draft.stock = *stock;
    return draft;
}

Result<Response> add(Products& products, const Request& request) {
    const auto body = kit::readObject(request);
    if (!body) {
        return tl::unexpected(body.error());
    }
    const auto key = kit::idempotencyKey(request);
    if (!key) {
        return tl::unexpected(key.error());
    }
    auto draft = readDraft(*body);
    if (!draft) {
        return tl::unexpected(draft.error());
    }
    return products.add(std::move(*draft), {*key, body->dump()}).map([](const Product& product) {
        Response response = productResponse(201, product);
        response.headers.emplace_back("Location", "/products/" + product.id);
        return response;
    });
}

Result<ProductChange> readChange(const Json& body) {
    if (auto known = kit::onlyFields(body, {"name", "description", "category", "price", "stock"}); !known) {
        return tl::unexpected(known.error());
    }
    const auto name = kit::optionalString(body, "name", 1, 120);
    const auto description = kit::optionalString(body, "description", 0, 2000);
    const auto category = kit::optionalString(body, "category", 0, 40);
    const Result<std::optional<Money>> price =
        body.contains("price") ? readMoney(body).map([](Money money) { return std::optional(std::move(money)); })
                               : std::optional<Money>();
    const auto stock = kit::optionalInteger(body, "stock", 0, kMaxStock);
    for (const Error* error :
         {name ? nullptr : &name.error(), description ? nullptr : &description.error(),
          category ? nullptr : &category.error(), price ? nullptr : &price.error(), stock ? nullptr : &stock.error()}) {
        if (error != nullptr) {
            return tl::unexpected(*error);
        }
    }
    return ProductChange{*name, *description, *category, *price, *stock};
}

/// The version of `If-Match: "7"`; nothing for `*` or no header. Fault: BadRequest.
Result<std::optional<std::int64_t>> ifMatch(const Request& request) {
    std::string_view tag = request.header("If-Match");
    if (tag.empty() || tag == "*") {
        return std::nullopt;
    }
    std::int64_t version = 0;
    if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"') {
        tag = tag.substr(1, tag.size() - 2);
        const auto [stopped, error] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
        if (error == std::errc{} && stopped == tag.data() + tag.size()) {
            return std::optional(version);
        }
    }
    return fail(Fault::BadRequest, "bad_if_match", "If-Match must be one ETag of this product.");
}

Result<Response> change(Products& products, const Request& request) {
    const auto body = kit::readObject(request);
    if (!body) {
        return tl::unexpected(body.error());
    }
    const auto version = ifMatch(request);
    if (!version) {
        return tl::unexpected(version.error());
    }
    const auto wanted = readChange(*body);
    if (!wanted) {
        return tl::unexpected(wanted.error());
    }
    return products.change(request.param("id"), *wanted, *version).map([](const Product& product) {
        return productResponse(200, product);
    });
}

Result<Response> reserve(Products& products, const Request& request) {
    const auto body = kit::readObject(request);
    if (!body) {
        return tl::unexpected(body.error());
    }
    const auto key = kit::idempotencyKey(request);
    if (!key) {
        return tl::unexpected(key.error());
    }
    if (auto known = kit::onlyFields(*body, {"quantity"}); !known) {
        return tl::unexpected(known.error());
    }
    const auto quantity = kit::integerField(*body, "quantity", 1, kMaxQuantity);
    if (!quantity) {
        return tl::unexpected(quantity.error());
    }
    return products.reserve(request.param("id"), *quantity, {*key, body->dump()}).map(reservationResponse);
}

Result<Response> release(Products& products, const Request& request) {
    return products.release(request.param("id"), request.param("rid")).map([] {
        Response response;
        response.status = 204;
        return response;
    });
}

constexpr std::size_t kMaxLines = 50;
constexpr std::size_t kMaxReference = 100;

Response holdResponse(const Hold& hold) {
    const PhaseScope phase(Phase::Encode);
    Response response;
    response.status = 201;
    std::int64_t total = 0;
    JsonWriter json(response.body);
    json.beginObject().field("id", hold.reference).field("state", hold.released ? "released" : "active");
    json.key("items").beginArray();
    for (const Hold::Line& line : hold.lines) {
        json.beginObject().field("product_id", line.productId).field("quantity", line.quantity).key("unit_price");
        writeMoney(json, line.unitPrice);
        json.endObject();
        total += line.unitPrice.amount * line.quantity;
    }
    json.endArray().key("total");
    writeMoney(json, {total, hold.lines.empty() ? "" : hold.lines.front().unitPrice.currency});
    json.endObject();
    return response;
}

Result<std::vector<Hold::Line>> readLines(const Json& body) {
    if (auto known = kit::onlyFields(body, {"items"}); !known) {
        return tl::unexpected(known.error());
    }
    const auto items = body.find("items");
    if (items == body.end() || !items->is_array() || items->empty() || items->size() > kMaxLines) {
        return fail(Fault::Invalid, "invalid", "items: 1 to 50 items are needed.");
    }
    std::vector<Hold::Line> lines;
    for (const Json& item : *items) {
        if (!item.is_object()) {
            return fail(Fault::Invalid, "invalid", "items: each one must be an object.");
        }
        if (auto known = kit::onlyFields(item, {"product_id", "quantity"}); !known) {
            return tl::unexpected(known.error());
        }
        auto product = kit::stringField(item, "product_id", 1, 64);
        const auto quantity = kit::integerField(item, "quantity", 1, kMaxQuantity);
        if (!product) {
            return tl::unexpected(product.error());
        }
        if (!quantity) {
            return tl::unexpected(quantity.error());
        }
        const auto same = std::find_if(lines.begin(), lines.end(),
                                       [&](const Hold::Line& line) { return line.productId == *product; });
        if (same == lines.end()) {
            lines.push_back({std::move(*product), *quantity, {}});
        } else {
            same->quantity += *quantity;
        }
    }
    return lines;
}

Result<Response> hold(Products& products, const Request& request) {
    const auto body = kit::readObject(request);
    if (!body) {
        return tl::unexpected(body.error());
    }
    auto lines = readLines(*body);
    if (!lines) {
        return tl::unexpected(lines.error());
    }
    const std::string& reference = request.param("ref");
    if (reference.empty() || reference.size() > kMaxReference) {
        return fail(Fault::Invalid, "invalid", "A reference has 1 to 100 characters.");
    }
    auto made = products.hold(reference, std::move(*lines));
    // Of an order's items, a product that is not there is a field that is wrong.
    if (!made && made.error().fault == Fault::NotFound) {
        made.error().fault = Fault::Invalid;
    }
    return made.map(holdResponse);
}

Result<Response> letGo(Products& products, const Request& request) {
    return products.letGo(request.param("ref")).map([] {
        Response response;
        response.status = 204;
        return response;
    });
}

}  // namespace

void addRoutes(kit::Router& router, Products& products) {
    // LMDB reads wait for nobody, so they run where the request came in.
    router.get("/products", Work::Quick, [&](Request& r) { return list(products, r); });
    router.get("/products/{id}", Work::Quick, [&](Request& r) { return get(products, r); });
    router.post("/products", Work::Blocking, [&](Request& r) { return add(products, r); });
    router.patch("/products/{id}", Work::Blocking, [&](Request& r) { return change(products, r); });
    router.post("/products/{id}/reservations", Work::Blocking, [&](Request& r) { return reserve(products, r); });
    router.del("/products/{id}/reservations/{rid}", Work::Blocking, [&](Request& r) { return release(products, r); });
    // Between services: no route of the front door leads here.
    router.put("/reservations/{ref}", Work::Blocking, [&](Request& r) { return hold(products, r); });
    router.del("/reservations/{ref}", Work::Blocking, [&](Request& r) { return letGo(products, r); });
}

}  // namespace shop::products
