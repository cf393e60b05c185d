#include "kit/session.h"

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/status.hpp>
#include <ctime>

namespace shop::kit {

namespace http = beast::http;

namespace {

constexpr std::size_t kReadBytes = 8 * 1024;
constexpr auto kCloseWait = std::chrono::seconds(1);

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

bool hasBody(int status) {
    return status >= 200 && status != 204 && status != 304;
}

}  // namespace

const std::string& Loop::date() {
    const std::time_t now = std::time(nullptr);
    if (now != m_dateSecond) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        char text[40];
        const auto length = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        m_date.assign(text, length);
        m_dateSecond = now;
    }
    return m_date;
}

Session::Session(tcp::socket socket, Loop& loop)
    : m_socket(std::move(socket)), m_loop(loop), m_since(SteadyClock::now()) {
    m_loop.sessions.insert(this);
}

Session::~Session() {
    m_loop.sessions.erase(this);
    m_loop.live->fetch_sub(1, std::memory_order_acq_rel);
}

void Session::begin() {
    boost::system::error_code ignored;
    m_socket.set_option(tcp::no_delay(true), ignored);
    nextRequest();
}

void Session::nextRequest() {
    m_parser.emplace();
    m_parser->header_limit(static_cast<std::uint32_t>(m_loop.options.headLimitBytes));
    m_parser->body_limit(m_loop.options.bodyLimitBytes);
    m_sawHead = false;
    m_state = State::Idle;
    m_since = SteadyClock::now();
    if (m_buffer.size() > 0) {
        feed();  // pipelined behind the one before
    } else {
        read();
    }
}

void Session::read() {
    m_socket.async_read_some(m_buffer.prepare(kReadBytes),
                             [self = shared_from_this()](boost::system::error_code error, std::size_t bytes) {
                                 if (self->m_tooSlow) {
                                     self->m_tooSlow = false;
                                     self->refuse(408, "request_timeout", "The request did not arrive in time.");
                                     return;
                                 }
                                 if (error) {
                                     self->drop();
                                     return;
                                 }
                                 self->m_buffer.commit(bytes);
                                 self->feed();
                             });
}

void Session::feed() {
    if (m_state == State::Idle) {
        m_state = State::Receiving;
        m_since = SteadyClock::now();
    }
    while (!m_parser->is_done()) {
        if (m_buffer.size() == 0) {
            return read();
        }
        boost::system::error_code error;
        m_buffer.consume(m_parser->put(m_buffer.data(), error));
        if (error == http::error::need_more) {
            // The head lies in one piece in the buffer, so its size is bounded here too, whatever the parser counts.
            if (m_buffer.size() > m_loop.options.headLimitBytes) {
                error = http::error::header_limit;
            } else {
                return read();
            }
        }
        if (error == http::error::header_limit) {
            return refuse(431, "head_too_large", "The request's head is too large.");
        }
        if (error == http::error::body_limit) {
            return refuse(413, "body_too_large",
                          "The body is larger than " + std::to_string(m_loop.options.bodyLimitBytes) + " bytes.");
        }
        if (error) {
            return refuse(400, "bad_request", "This is not an HTTP/1.1 request: " + error.message() + ".");
        }
        if (!m_sawHead && m_parser->is_header_done()) {
            m_sawHead = true;
            if (!headArrived()) {
                return;
            }
        }
    }
    dispatch();
}

/// False where the head alone was answered.
bool Session::headArrived() {
    const auto& head = m_parser->get();
    if (head.target().size() > m_loop.options.targetLimitBytes) {
        refuse(414, "target_too_long", "The request's target is too long.");
        return false;
    }
    if (head.version() >= 11 && head.count(http::field::host) != 1) {
        refuse(400, "bad_host", "A request needs exactly one Host header.");
        return false;
    }
    if (head.count(http::field::transfer_encoding) > 0 &&
        !beast::iequals(head[http::field::transfer_encoding], "chunked")) {
        refuse(501, "unknown_transfer_coding", "The only transfer coding here is chunked.");
        return false;
    }
    if (beast::iequals(head[http::field::expect], "100-continue") && !m_parser->is_done() && m_buffer.size() == 0) {
        static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(m_socket, asio::buffer(kContinue.data(), kContinue.size()),
                          [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                              if (error) {
                                  self->drop();
                              } else {
                                  self->read();
                              }
                          });
        return false;
    }
    return true;
}

void Session::dispatch() {
    const auto& message = m_parser->get();
    m_state = State::Handling;
    m_since = SteadyClock::now();
    m_closeAfter = !message.keep_alive();
    m_isHead = message.method() == http::verb::head;
    m_http10 = message.version() < 11;
    m_request = Request{};
    m_request.method = view(message.method_string());
    m_request.target = view(message.target());
    const auto question = m_request.target.find('?');
    m_request.path = m_request.target.substr(0, question);
    if (question != std::string_view::npos) {
        m_request.query = m_request.target.substr(question + 1);
    }
    m_request.headers.reserve(12);
    for (const auto& field : message) {
        m_request.headers.emplace_back(view(field.name_string()), view(field.value()));
    }
    m_request.body = message.body();
    const auto delay = m_loop.hooks.delay ? m_loop.hooks.delay(m_request) : std::chrono::milliseconds(0);
    if (delay.count() > 0) {
        auto timer = std::make_shared<asio::steady_timer>(m_loop.ioc, delay);
        timer->async_wait([self = shared_from_this(), timer](boost::system::error_code) { self->handOver(); });
        return;
    }
    handOver();
}

void Session::handOver() {
    m_loop.hooks.dispatch(m_request, [self = shared_from_this()](Response response) {
        // From a worker this is another thread; on the loop's own thread `dispatch` runs it in place.
        asio::dispatch(self->m_loop.ioc,
                       [self, response = std::move(response)]() mutable { self->answer(std::move(response)); });
    });
}

void Session::answer(Response response) {
    write(response, m_closeAfter || m_loop.stopping);
}

void Session::refuse(int status, std::string_view code, std::string_view message) {
    if (m_loop.hooks.refused) {
        m_loop.hooks.refused(status);
    }
    m_isHead = false;
    m_http10 = false;
    Response response;
    response.status = status;
    response.body = "{\"error\":{\"code\":\"" + std::string(code) + "\",\"message\":\"" + std::string(message) + "\"}}";
    write(response, true);
}

void Session::write(const Response& response, bool close) {
    m_state = State::Writing;
    m_since = SteadyClock::now();
    m_out.clear();
    m_out.reserve(320 + response.body.size());
    m_out += "HTTP/1.1 ";
    m_out += std::to_string(response.status);
    m_out += ' ';
    m_out += view(http::obsolete_reason(static_cast<http::status>(response.status)));
    m_out += "\r\nDate: ";
    m_out += m_loop.date();
    if (hasBody(response.status)) {
        m_out += "\r\nContent-Type: ";
        m_out += response.contentType;
        m_out += "\r\nContent-Length: ";
        m_out += std::to_string(response.body.size());
    }
    for (const auto& [name, value] : response.headers) {
        m_out += "\r\n";
        m_out += name;
        m_out += ": ";
        m_out += value;
    }
    if (close) {
        m_out += "\r\nConnection: close";
    } else if (m_http10) {
        m_out += "\r\nConnection: keep-alive";
    }
    m_out += "\r\n\r\n";
    if (!m_isHead && hasBody(response.status)) {
        m_out += response.body;
    }
    asio::async_write(m_socket, asio::buffer(m_out),
                      [self = shared_from_this(), close](boost::system::error_code error, std::size_t) {
                          if (error) {
                              self->drop();
                          } else {
                              self->wrote(close);
                          }
                      });
}

void Session::wrote(bool close) {
    if (close) {
        closeGently();
    } else {
        nextRequest();
    }
}

/// Our end first, then what the peer still sends is read and thrown away: closing with unread input would send RST, and
/// the peer might lose our answer (RFC 9112 §9.6).
void Session::closeGently() {
    m_state = State::Closing;
    m_since = SteadyClock::now();
    boost::system::error_code error;
    m_socket.shutdown(tcp::socket::shutdown_send, error);
    if (error) {
        drop();
    } else {
        discard();
    }
}

void Session::discard() {
    m_buffer.clear();
    m_socket.async_read_some(m_buffer.prepare(kReadBytes),
                             [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                                 if (error) {
                                     self->drop();
                                 } else {
                                     self->discard();
                                 }
                             });
}

void Session::drop() {
    boost::system::error_code ignored;
    m_socket.close(ignored);
}

void Session::check(SteadyClock::time_point now) {
    const auto age = now - m_since;
    switch (m_state) {
        case State::Idle: {
            const bool stopping =
                m_loop.stopping && now - std::max(m_since, m_loop.stopBegan) >= m_loop.options.stopLinger;
            if (!stopping && age <= m_loop.options.idleTimeout) {
                break;
            }
            // A request that was sent is answered, not cut. On loopback it lies in the socket already; or it was read a
            // moment ago and waits behind this very check in the loop's queue, so the connection must be quiet at two
            // checks.
            boost::system::error_code error;
            if (m_socket.available(error) > 0 && !error) {
                break;
            }
            if (m_quietSince == m_since) {
                drop();  // nothing is unread and nothing unsent, so this is a plain FIN, whenever the peer looks at it
            }
            m_quietSince = m_since;
            break;
        }
        case State::Receiving:
            if (age > m_loop.options.requestTimeout && !m_tooSlow) {
                m_tooSlow = true;
                boost::system::error_code ignored;
                m_socket.cancel(ignored);
            }
            break;
        case State::Closing:
            if (age > kCloseWait) {
                drop();
            }
            break;
        case State::Writing:
            if (age > m_loop.options.requestTimeout) {
                drop();  // a peer that asks and does not read
            }
            break;
        case State::Handling:
            break;
    }
}

}  // namespace shop::kit
