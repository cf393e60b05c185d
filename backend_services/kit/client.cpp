#include "kit/client.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <mutex>

#include "kit/http.h"
#include "kit/metrics.h"
#include "kit/request_context.h"
#include "kit/socket.h"

namespace shop::kit {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

bool isRepeatable(const ClientRequest& request) {
    return request.method == "GET" || request.method == "HEAD" || request.method == "PUT" ||
           request.method == "DELETE" || !request.idempotencyKey.empty();
}

/// Why an exchange broke off, and whether the other side may have begun to answer.
struct Broken {
    Error error;
    bool beforeAnswer = false;
};

}  // namespace

struct Client::Impl {
    ClientOptions options;
    std::string host;
    std::string authority;
    std::uint16_t port = 0;
    std::mutex mutex;
    std::vector<Socket> idle;  // last in, first out: what was used last is least likely to be stale

    Socket takeIdle() {
        while (true) {
            Socket socket;
            {
                const std::lock_guard lock(mutex);
                if (idle.empty()) {
                    return socket;
                }
                socket = std::move(idle.back());
                idle.pop_back();
            }
            if (!socket.isStale()) {
                return socket;
            }
        }
    }

    void keep(Socket socket) {
        const std::lock_guard lock(mutex);
        if (idle.size() < options.idleLimit) {
            idle.push_back(std::move(socket));
        }
    }

    std::string encode(const ClientRequest& request) const {
        std::string out;
        out.reserve(256 + request.body.size());
        out += request.method + " " + request.target + " HTTP/1.1\r\nHost: " + authority +
               "\r\nAccept: application/json\r\n";
        const RequestContext* context = RequestContext::current();
        if (context != nullptr && !context->requestId.empty()) {
            out += "X-Request-Id: " + context->requestId + "\r\n";
        }
        if (context != nullptr && !context->traceparent.empty()) {
            out += "Traceparent: " + context->traceparent + "\r\n";
            if (!context->tracestate.empty()) {
                out += "Tracestate: " + context->tracestate + "\r\n";
            }
        }
        if (!request.idempotencyKey.empty()) {
            out += "Idempotency-Key: " + request.idempotencyKey + "\r\n";
        }
        for (const auto& [name, value] : request.headers) {
            out += name + ": " + value + "\r\n";
        }
        if (!request.body.empty()) {
            out += "Content-Type: application/json\r\n";
        }
        if (!request.body.empty() || request.method == "POST" || request.method == "PATCH" || request.method == "PUT") {
            out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
        }
        return out + "\r\n" + request.body;
    }

    tl::expected<ClientResponse, Broken> exchange(Socket& socket, const ClientRequest& request,
                                                  const std::string& bytes, Deadline deadline) const {
        if (auto sent = socket.send(bytes, deadline); !sent) {
            return tl::unexpected(Broken{sent.error(), true});
        }
        std::optional<http::response_parser<http::string_body>> parser;
        const auto expectAnswer = [&] {
            parser.emplace();
            parser->body_limit(options.bodyLimitBytes);
            parser->skip(request.method == "HEAD");
        };
        expectAnswer();
        beast::flat_buffer buffer;
        bool anyByte = false;
        const auto broken = [&](std::string message) {
            return tl::unexpected(Broken{Error{Fault::Upstream, "upstream_broken", std::move(message)}, !anyByte});
        };
        while (true) {
            if (buffer.size() > 0) {
                boost::system::error_code error;
                const std::size_t used = parser->put(buffer.data(), error);
                buffer.consume(used);
                if (error && error != http::error::need_more) {
                    return broken("the answer is not HTTP/1.1: " + error.message());
                }
                if (parser->is_done()) {
                    if (parser->get().result_int() / 100 != 1) {
                        break;
                    }
                    expectAnswer();  // 1xx goes before the answer itself
                    continue;
                }
                if (!error && used > 0) {
                    continue;  // the head is taken, the body may lie behind it already
                }
            }
            const auto room = buffer.prepare(8 * 1024);
            const auto received = socket.receive(room.data(), room.size(), deadline);
            if (!received) {
                return tl::unexpected(Broken{received.error(), !anyByte && received.error().fault != Fault::Timeout});
            }
            if (*received == 0) {
                boost::system::error_code error;
                if (parser->got_some()) {
                    parser->put_eof(error);  // the end of a body without a length; a bug where nothing came before
                }
                if (!parser->got_some() || error || !parser->is_done()) {
                    return broken("the connection was closed before the answer was whole");
                }
                break;
            }
            anyByte = true;
            buffer.commit(*received);
        }
        ClientResponse response;
        auto message = parser->release();
        response.status = static_cast<int>(message.result_int());
        for (const auto& field : message) {
            response.headers.emplace_back(field.name_string(), field.value());
        }
        response.body = std::move(message.body());
        response.keptAlive = message.keep_alive() && buffer.size() == 0;
        return response;
    }

    Result<ClientResponse> send(const ClientRequest& request) {
        const std::string bytes = encode(request);
        const Deadline deadline = std::chrono::steady_clock::now() + options.timeout;
        Socket socket = takeIdle();
        const bool reused = socket.isOpen();
        for (int attempt = 0;; ++attempt) {
            if (!socket.isOpen()) {
                auto fresh = Socket::connect(
                    host, port, std::min(deadline, std::chrono::steady_clock::now() + options.connectTimeout));
                if (!fresh) {
                    return tl::unexpected(fresh.error());
                }
                socket = std::move(*fresh);
            }
            auto answer = exchange(socket, request, bytes, deadline);
            if (answer) {
                if (answer->keptAlive) {
                    keep(std::move(socket));
                }
                return std::move(*answer);
            }
            const Broken& broken = answer.error();
            if (attempt > 0 || !reused || !broken.beforeAnswer || !isRepeatable(request)) {
                return tl::unexpected(broken.error);
            }
            socket = Socket();
        }
    }
};

Client::Client(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Client::~Client() = default;

std::string_view ClientResponse::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (sameName(key, name)) {
            return value;
        }
    }
    return {};
}

Result<std::unique_ptr<Client>> Client::create(std::string_view url, ClientOptions options) {
    constexpr std::string_view kScheme = "http://";
    const auto bad = [&] {
        return fail(Fault::BadRequest, "bad_url", std::string(url) + " is not an address like http://127.0.0.1:8080");
    };
    if (!url.starts_with(kScheme)) {
        return bad();
    }
    std::string_view rest = url.substr(kScheme.size());
    if (rest.ends_with('/')) {
        rest.remove_suffix(1);
    }
    const auto colon = rest.rfind(':');
    auto impl = std::make_unique<Impl>();
    impl->authority = rest;
    impl->host = rest.substr(0, colon);
    const auto port =
        colon == std::string_view::npos ? std::optional<std::uint16_t>(80) : parsePort(rest.substr(colon + 1));
    if (!port || impl->host.empty() || impl->host.find_first_of("/?#@") != std::string::npos) {
        return bad();
    }
    impl->port = *port;
    impl->options = std::move(options);
    return std::unique_ptr<Client>(new Client(std::move(impl)));
}

Result<ClientResponse> Client::send(const ClientRequest& request) {
    const PhaseScope phase(Phase::Calls);
    const auto began = std::chrono::steady_clock::now();
    auto answer = m_impl->send(request);
    if (!answer) {
        answer.error().message = m_impl->options.name + ": " + answer.error().message;
    }
    const int status = answer ? answer->status : 0;
    if (m_impl->options.metrics != nullptr) {
        m_impl->options.metrics->called(m_impl->options.name, request.method, status);
    }
    if (RequestContext* context = RequestContext::current()) {
        const auto took =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
        context->calls.push_back({m_impl->options.name, request.method, request.target, status, took.count()});
    }
    return answer;
}

}  // namespace shop::kit
