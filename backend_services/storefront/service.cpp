#include "storefront/service.h"

#include <cstdint>
#include <string>

#include "storefront/page.h"

namespace shop::storefront {

namespace {

/// FNV-1a of the page: another build's page has another tag.
std::string tagOf(std::string_view text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    return "\"" + std::to_string(hash) + "\"";
}

}  // namespace

void addRoutes(kit::Router& router) {
    router.get("/", kit::Work::Quick, [tag = tagOf(page())](kit::Request& request) -> Result<kit::Response> {
        kit::Response response;
        response.contentType = "text/html; charset=utf-8";
        response.headers = {
            {"ETag", tag},
            {"Cache-Control", "no-cache"},
            {"X-Content-Type-Options", "nosniff"},
            {"Content-Security-Policy",
             "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
             "img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"}};
        if (request.header("If-None-Match").find(tag) != std::string_view::npos) {
            response.status = 304;
        } else {
            response.body = page();
        }
        return response;
    });
}

}  // namespace shop::storefront
