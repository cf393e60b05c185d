#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "base/log.h"
#include "base/version.h"
#include "composer/caller.h"
#include "composer/front.h"
#include "composer/queue_front.h"

using namespace slipway;

namespace {

constexpr auto kGrace = std::chrono::seconds(10);
constexpr auto kLook = std::chrono::milliseconds(20);

int giveUp(const std::string& message) {
    std::fprintf(stderr, "slipway-composer: %s\n", message.c_str());
    return 1;
}

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// After SIGTERM: looks again and again whether all is done, until the grace is over.
struct Ending {
    Ending(net::Loop& l, composer::Engine& e, composer::Queues& q, composer::HttpServer& s)
        : loop(l),
          engine(e),
          queues(q),
          server(s),
          timer([](void* self) { static_cast<Ending*>(self)->look(); }, this) {}

    void begin() {
        if (engine.isStopping())
            return;
        logInfo("composer", "stopping: finishing what is in flight");
        engine.stop();
        queues.stop();
        server.stop();
        until = loop.now() + kGrace;
        look();
    }
    void look() {
        if ((engine.isBusy() || queues.isBusy() || server.isBusy()) && loop.now() < until)
            loop.arm(timer, kLook);
        else
            loop.stop();
    }

    net::Loop& loop;
    composer::Engine& engine;
    composer::Queues& queues;
    composer::HttpServer& server;
    net::Timer timer;
    TimePoint until{};
};

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "--version")
        return std::printf("slipway-composer %s (%s)\n", version(), buildId()), 0;
    const std::string path = variable("DATA_PATH"), port = variable("PORT");
    if (path.empty() || port.empty())
        return giveUp(
            "DATA_PATH and PORT are not set; a project with `composites` or asynchronous calls starts this program by "
            "itself");
    const auto composites = composite::decodeComposites(variable("SLIPWAY_COMPOSITES"));
    if (!composites)
        return giveUp(composites.error().message);
    const auto queueSpecs = async::decodeQueues(variable("SLIPWAY_QUEUES"));
    if (!queueSpecs)
        return giveUp(queueSpecs.error().message);
    std::map<std::string, std::string> bases;
    for (const auto& queue : *queueSpecs)
        bases[queue.service] = variable(queue.urlVariable.c_str());
    for (const auto& [service, name] : composites->urls)
        bases[service] = variable(name.c_str());

    // Before any thread is made, so that all inherit it and one waits for them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    auto writing = composer::SagaStore::open(path);
    if (!writing)
        return giveUp(writing.error().message);
    auto reading = composer::SagaStore::open(path);
    if (!reading)
        return giveUp(reading.error().message);
    // Beside the sagas, and of a name that counts as this service's own store.
    auto queueWriting = composer::QueueStore::open(path + "-queues");
    if (!queueWriting)
        return giveUp(queueWriting.error().message);
    auto queueReading = composer::QueueStore::open(path + "-queues");
    if (!queueReading)
        return giveUp(queueReading.error().message);
    const SystemClock clock;
    net::Loop loop;
    composer::StoreWriter writer(std::move(*writing), loop, clock);
    composer::Caller caller(loop, std::move(bases));
    composer::Engine engine(loop, clock, std::move(*reading), writer,
                            [&](composer::OutgoingCall call, std::function<void(const composer::Answer&)> done) {
                                caller.send(std::move(call), std::move(done));
                            });
    composer::Queues queues(loop, clock, std::move(*queueReading), std::move(*queueWriting), *queueSpecs,
                            [&](composer::OutgoingCall call, std::function<void(const composer::Answer&)> done) {
                                caller.send(std::move(call), std::move(done));
                            });
    composer::Front front(engine, *composites);
    composer::QueueFront queueFront(queues, *queueSpecs);
    composer::HttpServer server(loop, [&](const composer::HttpRequest& request, const composer::Responder& respond) {
        if (!queueFront.handle(request, respond))
            front.handle(request, respond);
    });
    if (const auto listening = server.listen("127.0.0.1:" + port); !listening)
        return giveUp(listening.error().message);
    logInfo("composer", "listening", {{"address", server.address()}});
    if (const auto recovered = engine.recover(); !recovered)
        return giveUp(recovered.error().message);
    if (const auto recovered = queues.recover(); !recovered)
        return giveUp(recovered.error().message);

    Ending ending(loop, engine, queues, server);
    std::thread([&loop, &ending, signals] {
        int number = 0;
        if (sigwait(&signals, &number) == 0)
            loop.post([&ending] { ending.begin(); });
    }).detach();
    loop.run();
    logInfo("composer", "stopped", {{"left", std::to_string(engine.counts().open)}});
    return 0;
}
