#pragma once

// Private to server.cpp and session.cpp: it needs Beast.

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "kit/server.h"

namespace shop::kit {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using SteadyClock = std::chrono::steady_clock;

class Session;

/// One thread's share: its event loop and its connections. Touched on its own thread alone, but for `ioc`'s post.
struct Loop {
    explicit Loop(const ServerOptions& o, const ServerHooks& h) : options(o), hooks(h) {}

    const ServerOptions& options;
    const ServerHooks& hooks;
    std::unordered_set<Session*> sessions;  // before `ioc`: what dies with it takes itself out of here
    bool stopping = false;
    SteadyClock::time_point stopBegan;
    std::atomic<std::size_t>* live = nullptr;  ///< connections of all loops, counted from their accept on
    asio::io_context ioc{1};
    asio::steady_timer tick{ioc};

    /// `Date` of now, made once a second (RFC 9110 §6.6.1).
    const std::string& date();

  private:
    std::time_t m_dateSecond = 0;
    std::string m_date;
};

/// One connection.
///
///   Idle ──bytes──▶ Receiving ──whole──▶ Handling ──answer──▶ Writing ──keep-alive──▶ Idle
///                       │ broken                                  │ close
///                       └────────────── Writing ──────────────────┴──▶ Closing ──EOF or 1 s──▶ gone
///
/// Only Idle is closed by a stop; all other states end by themselves or by the deadline.
class Session : public std::enable_shared_from_this<Session> {
  public:
    enum class State { Idle, Receiving, Handling, Writing, Closing };

    Session(tcp::socket socket, Loop& loop);
    ~Session();

    void begin();
    /// Once a tick: closes what waited too long, and what is idle in a stop.
    void check(SteadyClock::time_point now);

  private:
    using Parser = beast::http::request_parser<beast::http::string_body>;

    void nextRequest();
    void read();
    void feed();
    bool headArrived();
    void dispatch();
    void handOver();
    void answer(Response response);
    void refuse(int status, std::string_view code, std::string_view message);
    void write(const Response& response, bool close);
    void wrote(bool close);
    void closeGently();
    void discard();
    void drop();

    tcp::socket m_socket;
    Loop& m_loop;
    beast::flat_buffer m_buffer;
    std::optional<Parser> m_parser;
    Request m_request;
    std::string m_out;
    State m_state = State::Idle;
    SteadyClock::time_point m_since;       ///< when m_state began
    SteadyClock::time_point m_quietSince;  ///< m_since of the idle spell in which a check found nothing to read
    bool m_sawHead = false;
    bool m_closeAfter = false;
    bool m_isHead = false;
    bool m_http10 = false;
    bool m_tooSlow = false;
};

}  // namespace shop::kit
