#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "base/files.h"
#include "base/log.h"
#include "base/random.h"
#include "base/version.h"
#include "gateway/control/control_server.h"
#include "gateway/control/home_lock.h"
#include "gateway/control/options.h"
#include "gateway/control/process_setup.h"
#include "gateway/core/access_log.h"
#include "gateway/data/threaded_pool.h"
#include "protocol/gateway_channel.h"

using namespace slipway;
using namespace slipway::gateway;

namespace {

constexpr std::chrono::seconds kTermGrace{10};
/// A successor that no daemon has greeted by then was started by one that died.
constexpr std::chrono::seconds kHelloWithin{10};
/// A worker; some 3,000 requests between two questions of the daemon, and touched only as far as they need it.
constexpr std::size_t kHubSpanBytes = 1u << 20;
constexpr std::size_t kSidecarSpanBytes = 256u << 10;

int giveUp(const Error& error) {
    logError("gateway", error.message);
    if (!error.hint.empty())
        std::fprintf(stderr, "%s\n", error.hint.c_str());
    return errorCodeInfo(error.code).cliExit;
}

Result<> serve(const Options& options) {
    if (auto made = makeFolders(options.home + "/logs"); !made)
        return made;
    const protocol::GatewayFiles files = protocol::gatewayFiles(options.home, options.role, options.place);
    // By the end of an upgrade it has the names of the other.
    const auto otherPlace = options.place == protocol::GatewayPlace::InCharge ? protocol::GatewayPlace::Beside
                                                                              : protocol::GatewayPlace::InCharge;
    const protocol::GatewayFiles other = protocol::gatewayFiles(options.home, options.role, otherPlace);
    auto lock = HomeLock::take(files.lock, options.role.name(), other.lock);
    if (!lock)
        return tl::unexpected(lock.error());
    auto listening = protocol::listenSeqpacket(files.socket);
    if (!listening)
        return tl::unexpected(listening.error());
    const auto socketInode = inodeOf(files.socket);
    const auto childFiles = raiseFileLimit();
    if (!childFiles)
        logWarn("gateway", "connections may run short of files", {{"why", childFiles.error().message}});
    auto signals = Signals::block();
    if (!signals)
        return tl::unexpected(signals.error());

    // A sidecar carries one service's calls: a second thread would cost memory for each of them.
    const unsigned own = options.role.isHub() ? automaticWorkers() : 1;
    const unsigned workers = options.workers ? options.workers : own;
    auto accessLog = AccessLog::open({files.accessLog, workers});
    if (!accessLog)
        return tl::unexpected(accessLog.error());
    SlotRegistry registry(workers);
    PollLoop loop;  // the workers post to it as long as they live
    SpanLog spans(workers, options.role.isHub() ? kHubSpanBytes : kSidecarSpanBytes);
    ThreadedPool pool(registry, {accessLog->get(), &spans});

    ControlServer::Options control;
    control.home = options.home;
    control.snapshotFile = files.snapshot;
    control.self = {version(), buildId(), protocol::kGatewaySchema, protocol::kGatewaySchema, randomHex(8), ::getpid()};
    control.childFiles = childFiles.value_or(0);
    control.accessLogDropped = [log = accessLog->get()] { return log->dropped(); };
    control.spans = &spans;
    if (options.place == protocol::GatewayPlace::Beside)
        control.helloWithin = kHelloWithin;
    ControlServer server(loop, control, std::move(*listening), pool, registry);
    signals->deliver(
        loop, {[&] { server.shutdown(kTermGrace); }, [&] { (*accessLog)->reopen(); }, [&] { server.raiser().reap(); }});
    logInfo("gateway", "ready",
            {{"home", options.home},
             {"role", options.role.name()},
             {"workers", std::to_string(workers)},
             {"io", pool.io()}});
    loop.run();
    unlinkIfSame(files.socket, socketInode);
    unlinkIfSame(other.socket, socketInode);
    logInfo("gateway", "ended");
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = parseOptions({argv + 1, argv + argc});
    if (!options)
        return giveUp(options.error());
    if (options->action == Options::Action::Help)
        return std::fputs(kUsage, stdout), 0;
    if (options->action == Options::Action::Version)
        return std::printf("slipway-gateway %s (%s)\n", version(), buildId()), 0;
    if (const auto served = serve(*options); !served)
        return giveUp(served.error());
    return 0;
}
