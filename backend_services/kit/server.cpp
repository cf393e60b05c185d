#include "kit/server.h"

#include <linux/filter.h>
#include <sys/socket.h>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <thread>
#include <vector>

#include "kit/session.h"

namespace shop::kit {

namespace {

constexpr auto kTick = std::chrono::seconds(1);
constexpr auto kStopTick = std::chrono::milliseconds(10);

}  // namespace

struct Server::Impl {
    ServerOptions options;
    ServerHooks hooks;
    std::atomic<std::size_t> live{0};
    std::vector<std::unique_ptr<Loop>> loops;
    std::unique_ptr<tcp::acceptor> acceptor;
    std::unique_ptr<asio::signal_set> signals;
    std::unique_ptr<asio::steady_timer> acceptPause;
    std::size_t nextLoop = 0;
    SteadyClock::time_point stopBegan;
    bool stopping = false;
    std::size_t cut = 0;

    Impl(ServerOptions o, ServerHooks h) : options(o), hooks(std::move(h)) {
        for (unsigned i = 0; i < std::max(1U, options.loops); ++i) {
            loops.push_back(std::make_unique<Loop>(options, hooks));
            loops.back()->live = &live;
        }
        signals = std::make_unique<asio::signal_set>(loops[0]->ioc);
        acceptPause = std::make_unique<asio::steady_timer>(loops[0]->ioc);
    }

    Result<> listen() {
        boost::system::error_code error;
        acceptor = std::make_unique<tcp::acceptor>(loops[0]->ioc);
        acceptor->open(tcp::v4(), error);
        if (!error) {
            acceptor->set_option(tcp::acceptor::reuse_address(true), error);
        }
        if (!error) {
            acceptor->bind(tcp::endpoint(asio::ip::address_v4::loopback(), options.port), error);
        }
        if (!error) {
            acceptor->listen(SOMAXCONN, error);
        }
        if (!error) {
            acceptor->non_blocking(true, error);
        }
        if (error) {
            return fail(Fault::Unavailable, "cannot_listen",
                        "cannot listen on 127.0.0.1:" + std::to_string(options.port) + ": " + error.message());
        }
        // Before the first connection can wait in the queue: a signal from now on is a graceful stop.
        signals->add(SIGTERM);
        signals->add(SIGINT);
        waitForSignal();
        return {};
    }

    Loop& pick() { return *loops[nextLoop++ % loops.size()]; }

    void admit(tcp::socket socket, Loop& loop) {
        live.fetch_add(1, std::memory_order_acq_rel);
        asio::dispatch(loop.ioc, [&loop, socket = std::move(socket)]() mutable {
            std::make_shared<Session>(std::move(socket), loop)->begin();
        });
    }

    void accept() {
        Loop& loop = pick();
        acceptor->async_accept(loop.ioc, [this, &loop](boost::system::error_code error, tcp::socket socket) {
            if (!error) {
                admit(std::move(socket), loop);
            } else if (error == asio::error::operation_aborted) {
                return;
            } else {
                // Out of descriptors, most likely: the queue keeps them until some are free again.
                acceptPause->expires_after(std::chrono::milliseconds(50));
                acceptPause->async_wait([this](boost::system::error_code cancelled) {
                    if (!cancelled) {
                        accept();
                    }
                });
                return;
            }
            accept();
        });
    }

    /// Takes what waits in the accept queue, then closes the listener. A filter that drops every packet comes first:
    /// whoever connects between the last accept and the close finds nobody, where else it would be connected and then
    /// cut.
    void closeListener() {
        sock_filter dropAll{BPF_RET | BPF_K, 0, 0, 0};
        const sock_fprog program{1, &dropAll};
        ::setsockopt(acceptor->native_handle(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
        boost::system::error_code error;
        acceptor->cancel(error);
        while (true) {
            Loop& loop = pick();
            tcp::socket socket(loop.ioc);
            acceptor->accept(socket, error);
            if (error) {
                break;
            }
            admit(std::move(socket), loop);
        }
        acceptor->close(error);
        acceptPause->cancel();
    }

    void waitForSignal() {
        signals->async_wait([this](boost::system::error_code error, int) {
            if (error) {
                return;
            }
            if (stopping) {
                finish();
                return;
            }
            beginStop();
            waitForSignal();
        });
    }

    void beginStop() {
        if (stopping) {
            return;
        }
        stopping = true;
        stopBegan = SteadyClock::now();
        if (hooks.stopping) {
            hooks.stopping();
        }
        for (auto& loop : loops) {
            asio::post(loop->ioc, [this, &loop = *loop] {
                loop.stopping = true;
                loop.stopBegan = stopBegan;
                loop.tick.cancel();  // the next tick comes at once, and quickly from then on
            });
        }
    }

    void tick(Loop& loop) {
        const auto now = SteadyClock::now();
        // A check may end a session, which leaves the set: walk over a copy.
        const std::vector<Session*> sessions(loop.sessions.begin(), loop.sessions.end());
        for (Session* session : sessions) {
            if (loop.sessions.contains(session)) {
                session->check(now);
            }
        }
        if (&loop == loops[0].get() && stopping) {
            stopStep(now);
        }
        loop.tick.expires_after(loop.stopping ? kStopTick : kTick);
        loop.tick.async_wait([this, &loop](boost::system::error_code) { tick(loop); });
    }

    void stopStep(SteadyClock::time_point now) {
        const bool nobody = live.load(std::memory_order_acquire) == 0;
        if (acceptor->is_open() && (nobody || now - stopBegan >= options.stopLinger)) {
            closeListener();
        }
        if (!acceptor->is_open() && live.load(std::memory_order_acquire) == 0) {
            finish();
        } else if (now - stopBegan >= options.stopDeadline) {
            finish();
        }
    }

    void finish() {
        cut = live.load(std::memory_order_acquire);
        for (auto& loop : loops) {
            loop->ioc.stop();
        }
    }

    std::size_t run() {
        accept();
        std::vector<std::thread> threads;
        for (auto& loop : loops) {
            asio::post(loop->ioc, [this, &loop = *loop] { tick(loop); });
        }
        for (std::size_t i = 1; i < loops.size(); ++i) {
            threads.emplace_back([this, i] { loops[i]->ioc.run(); });
        }
        loops[0]->ioc.run();
        for (auto& thread : threads) {
            thread.join();
        }
        return cut;
    }
};

Server::Server(ServerOptions options, ServerHooks hooks) : m_impl(std::make_unique<Impl>(options, std::move(hooks))) {}
Server::~Server() = default;

Result<> Server::listen() {
    return m_impl->listen();
}

std::uint16_t Server::port() const {
    boost::system::error_code ignored;
    return m_impl->acceptor ? m_impl->acceptor->local_endpoint(ignored).port() : std::uint16_t{0};
}

std::size_t Server::run() {
    return m_impl->run();
}

void Server::stop() {
    asio::post(m_impl->loops[0]->ioc, [impl = m_impl.get()] { impl->beginStop(); });
}

}  // namespace shop::kit
