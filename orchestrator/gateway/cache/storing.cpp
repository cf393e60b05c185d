#include "gateway/cache/storing.h"

#include <algorithm>

#include "gateway/cache/field_text.h"

namespace slipway::gateway::cache {
namespace {

using http::Field;
using http::KnownHeader;

/// Statuses whose meaning for storing is known: what must-understand asks for (RFC 9111 §5.2.2.3).
bool isUnderstood(unsigned status) {
    return isHeuristicallyCacheable(status) || status == 302 || status == 303 || status == 307;
}

std::string joined(const http::ResponseHead& head, KnownHeader id) {
    std::string all;
    if (!head.fields().has(id))
        return all;
    for (const Field field : head.fields())
        if (field.id == id)
            all.append(all.empty() ? "" : ",").append(field.value);
    return all;
}

bool isWithheld(std::string_view name, std::span<const std::string_view> names, const Directives& directives) {
    const auto is = [&](std::string_view each) { return http::equalsIgnoreCase(each, name); };
    return std::any_of(names.begin(), names.end(), is) ||
           std::any_of(directives.withheld.begin(), directives.withheld.end(), is);
}

/// Fields that are of the one message, or that each answer gets anew (RFC 9111 §3.1).
bool isOfOneMessage(const Field& field, const http::ResponseHead& head) {
    switch (field.id) {
        case KnownHeader::Unknown:
            return (head.connection().nominatedCount() != 0 && head.connection().nominates(field.name, head.base())) ||
                   http::equalsIgnoreCase(field.name, "Cache-Status");
        case KnownHeader::ContentLength:
        case KnownHeader::TransferEncoding:
        case KnownHeader::Trailer:
        case KnownHeader::XRequestId:
        case KnownHeader::Age:
        case KnownHeader::ServerTiming:
            return true;
        default:
            return http::headerClass(field.id) == http::HeaderClass::Hop;
    }
}

Arrival arrivalOf(const http::ResponseHead& head, const Directives& directives, const Times& times, bool hasQuery) {
    Arrival arrival;
    arrival.status = head.status();
    arrival.hasQuery = hasQuery;
    arrival.directives = directives;
    arrival.responseTime = times.now;
    arrival.responseDelay = times.delay;
    const auto dateIn = [&](KnownHeader id) {
        const auto text = head.find(id);
        return text ? parseHttpDate(*text, times.now) : std::nullopt;
    };
    arrival.date = dateIn(KnownHeader::Date);
    arrival.expires = dateIn(KnownHeader::Expires);
    arrival.expiresInvalid = head.fields().has(KnownHeader::Expires) && !arrival.expires;
    arrival.lastModified = dateIn(KnownHeader::LastModified);
    if (const auto age = head.find(KnownHeader::Age))
        arrival.age = parseDeltaSeconds(*age);
    return arrival;
}

void readValidators(StoredResponse& stored, WallSeconds now) {
    stored.etag.clear();
    stored.lastModified.reset();
    stored.lastModifiedText.clear();
    std::string text;
    if (combined(stored.fields, "ETag", text) && text.ends_with('"') && text.find('"') + 1 < text.size())
        stored.etag = text;
    if (combined(stored.fields, "Last-Modified", text))
        if ((stored.lastModified = parseHttpDate(text, now)))
            stored.lastModifiedText = text;
}

/// The names of Vary, with what the request says of each.
tl::expected<std::vector<Selecting>, Unstorable> selectingFields(std::string_view vary, const RequestFields& request) {
    std::vector<Selecting> all;
    while (!vary.empty()) {
        const std::size_t comma = std::min(vary.find(','), vary.size());
        const std::string_view name = http::trimOws(vary.substr(0, comma));
        vary.remove_prefix(std::min(comma + 1, vary.size()));
        if (name.empty())
            continue;
        if (name == "*" || !http::isToken(name))
            return tl::unexpected(Unstorable::VaryAny);
        const KnownHeader id = http::knownHeader(name);
        const auto traits = http::fieldTraits(name);
        if (http::headerClass(id) == http::HeaderClass::Forwarding || http::headerClass(id) == http::HeaderClass::Hop ||
            id == KnownHeader::XRequestId || id == KnownHeader::Via ||
            (traits & (http::kForwardedPrefix | http::kIdentityPrefix)) != 0)
            return tl::unexpected(Unstorable::VaryOurs);
        Selecting each{lowered(name), {}, false};
        std::string value;
        each.present = request.combined(name, value);
        if (each.present)
            each.value = normalised(value);
        if (std::find_if(all.begin(), all.end(), [&](const Selecting& s) { return s.name == each.name; }) == all.end())
            all.push_back(std::move(each));
    }
    return all;
}

}  // namespace

const char* unstorableWord(Unstorable why) {
    switch (why) {
        case Unstorable::RequestNoStore:
            return "request-no-store";
        case Unstorable::NoStore:
            return "no-store";
        case Unstorable::Private:
            return "private";
        case Unstorable::Credentials:
            return "credentials";
        case Unstorable::SetCookie:
            return "set-cookie";
        case Unstorable::Status:
            return "status";
        case Unstorable::VaryAny:
            return "vary-any";
        case Unstorable::VaryOurs:
            return "vary-forwarding";
        case Unstorable::NoTime:
            return "no-time";
        case Unstorable::TooLarge:
            return "too-large";
    }
    return "";
}

tl::expected<StoredResponse, Unstorable> storable(const http::ResponseHead& head, const AskedBy& request,
                                                  const FreshnessRules& rules, const Times& times,
                                                  std::span<const std::string_view> withheld, std::uint64_t maxBytes) {
    StoredResponse stored;
    stored.directives = parseCacheControl(joined(head, KnownHeader::CacheControl));
    const Directives& said = stored.directives;
    const unsigned status = head.status();
    if (request.directives.noStore)
        return tl::unexpected(Unstorable::RequestNoStore);
    if (status < 200 || status == 206 || status == 304 || (said.mustUnderstand && !isUnderstood(status)))
        return tl::unexpected(Unstorable::Status);
    if (said.noStore && !said.mustUnderstand)
        return tl::unexpected(Unstorable::NoStore);
    if (said.isPrivate)
        return tl::unexpected(Unstorable::Private);
    if (request.credentials && !said.allowsSharing())
        return tl::unexpected(Unstorable::Credentials);
    if (head.fields().has(KnownHeader::SetCookie) && !isWithheld("Set-Cookie", {}, said))
        return tl::unexpected(Unstorable::SetCookie);
    if (head.framing().kind == http::BodyKind::ContentLength && head.framing().contentLength > maxBytes)
        return tl::unexpected(Unstorable::TooLarge);
    auto selecting = selectingFields(joined(head, KnownHeader::Vary), request.fields);
    if (!selecting)
        return tl::unexpected(selecting.error());
    stored.selecting = std::move(*selecting);

    stored.status = status;
    stored.reason = head.reason();
    for (const Field field : head.fields())
        if (!isOfOneMessage(field, head) && !isWithheld(field.name, withheld, said))
            addLine(stored.fields, field.name, field.value);
    readValidators(stored, times.now);
    const Arrival arrival = arrivalOf(head, said, times, request.hasQuery);
    const Lifetime lifetime = lifetimeOf(arrival, rules);
    stored.freshness = {correctedInitialAge(arrival), lifetime.seconds, times.received};
    const bool fresh = stored.freshness.ttl(times.received) > Seconds{0} && !said.noCache;
    const bool known = lifetime.source != LifetimeSource::Unknown || isHeuristicallyCacheable(status);
    const bool staleMayHelp =
        lifetime.source != LifetimeSource::Unknown && !said.forbidsStale() &&
        (said.staleWhileRevalidate || said.staleIfError || rules.staleWhileRevalidate || rules.staleIfError);
    if (!known || !(fresh || stored.hasValidator() || staleMayHelp))
        return tl::unexpected(Unstorable::NoTime);
    stored.scope = request.scope;
    stored.anonymous = !said.allowsSharing();
    return stored;
}

std::optional<StoredResponse> freshened(const StoredResponse& stored, const http::ResponseHead& head,
                                        const FreshnessRules& rules, const Times& times, bool hasQuery,
                                        std::span<const std::string_view> withheld) {
    if (const auto tag = head.find(KnownHeader::ETag);
        tag && !stored.etag.empty() && !anyTagMatchesWeakly(*tag, stored.etag))
        return std::nullopt;
    StoredResponse next = stored;
    const std::string control = joined(head, KnownHeader::CacheControl);
    if (!control.empty())
        next.directives = parseCacheControl(control);
    // What it was allowed to be given as does not change for those who have it: who may get it is told by the newest.
    next.anonymous = !next.directives.allowsSharing();
    const auto replaces = [&](const Field& field) {
        switch (field.id) {
            // These describe the stored bytes, not those of a message without any (RFC 9111 §3.2).
            case KnownHeader::ContentEncoding:
            case KnownHeader::ContentType:
            case KnownHeader::ContentRange:
            case KnownHeader::SetCookie:
            case KnownHeader::Vary:
                return false;
            default:
                return !isOfOneMessage(field, head) && !isWithheld(field.name, withheld, next.directives);
        }
    };
    std::string kept, fresh;
    for (const Field field : head.fields())
        if (replaces(field))
            addLine(fresh, field.name, field.value);
    eachLine(stored.fields, [&](std::string_view name, std::string_view value) {
        std::string ignored;
        if (!combined(fresh, name, ignored) && !isWithheld(name, {}, next.directives))
            addLine(kept, name, value);
    });
    next.fields = kept + fresh;
    readValidators(next, times.now);
    Arrival arrival = arrivalOf(head, next.directives, times, hasQuery);
    arrival.status = stored.status;
    if (!arrival.lastModified)
        arrival.lastModified = next.lastModified;
    std::string text;
    if (!head.fields().has(KnownHeader::Expires) && combined(next.fields, "Expires", text)) {
        arrival.expires = parseHttpDate(text, times.now);
        arrival.expiresInvalid = !arrival.expires;
    }
    next.freshness = {correctedInitialAge(arrival), lifetimeOf(arrival, rules).seconds, times.received};
    return next;
}

bool mayBeGiven(const StoredResponse& stored, bool credentials) {
    return !credentials || !stored.anonymous;
}

}  // namespace slipway::gateway::cache
