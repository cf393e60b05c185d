// Runs of the made-up shop's checkout.
#include <array>
#include <string>

#include "gui/app/demo_planes.h"

namespace slipway::gui::demo {

using nlohmann::json;

namespace {

struct Step {
    const char* name;
    const char* service;
    int group;
    bool undo;
};
constexpr std::array kCheckout = {Step{"user", "users", 0, false}, Step{"stock", "products", 0, true},
                                  Step{"order", "orders", 1, true}, Step{"payment", "orders", 2, true},
                                  Step{"points", "points", 3, true}};

/// One run: states of the five steps, and what is told of the whole.
struct Run {
    const char* id;
    const char* state;
    std::array<const char*, 5> steps;
    const char* at;
    int done;
    int tries;
    const char* why;
    qint64 agoMs;
    qint64 tookMs;
    qint64 nextMs;
};

const std::array kRuns = {
    Run{"sg-019ae2f18c42",
        "stuck",
        {"done", "undoing", "undone", "refused", "waiting"},
        "stock",
        1,
        11,
        "orders answered 402",
        412'000,
        0,
        11'400},
    Run{"sg-019ae2f3a905",
        "compensating",
        {"done", "done", "undoing", "refused", "waiting"},
        "order",
        2,
        2,
        "orders answered 402",
        6'200,
        0,
        380},
    Run{"sg-019ae2f3c0d1", "running", {"done", "done", "done", "sent", "waiting"}, "payment", 3, 2, "", 1'800, 0, 210},
    Run{"sg-019ae2f3b7e8", "done", {"done", "done", "done", "done", "done"}, "", 5, 0, "", 4'100, 61, -1},
    Run{"sg-019ae2f3b112", "done", {"done", "done", "done", "done", "skipped"}, "", 4, 0, "", 9'700, 48, -1},
    Run{"sg-019ae2f39e0f",
        "undone",
        {"done", "undone", "undone", "refused", "waiting"},
        "payment",
        1,
        1,
        "orders answered 402",
        31'000,
        132,
        -1},
    Run{"sg-019ae2f38d21", "done", {"done", "done", "done", "done", "done"}, "", 5, 0, "", 44'000, 57, -1},
    Run{"sg-019ae2f2f010",
        "undone",
        {"done", "refused", "waiting", "waiting", "waiting"},
        "stock",
        1,
        1,
        "products answered 409",
        97'000,
        22,
        -1},
    Run{"sg-019ae2ee1b70",
        "abandoned",
        {"done", "done", "undoing", "refused", "waiting"},
        "order",
        2,
        24,
        "orders answered 402",
        3'900'000,
        0,
        -1},
    Run{"sg-019ae2f2d4aa", "done", {"done", "done", "done", "done", "done"}, "", 5, 0, "", 128'000, 66, -1},
};

json rowOf(const Run& run, qint64 nowMs) {
    const bool failed = *run.why != '\0';
    return {
        {"id", run.id},
        {"composite", "checkout"},
        {"state", run.state},
        {"step", *run.at ? json(run.at) : json(nullptr)},
        {"steps_done", run.done},
        {"steps_total", kCheckout.size()},
        {"tries", run.tries},
        {"error", ""},
        {"cause", failed ? json{{"step", run.done == 1 && std::string(run.steps[1]) == "refused" ? "stock" : "payment"},
                                {"reason", "refused"},
                                {"status", 402},
                                {"detail", run.why}}
                         : json(nullptr)},
        {"next_try_ms", run.nextMs >= 0 ? json(run.nextMs) : json(nullptr)},
        {"created_ms", nowMs - run.agoMs},
        {"updated_ms", nowMs - run.agoMs + 2000},
        {"ended_ms", run.tookMs > 0 ? json(nowMs - run.agoMs + run.tookMs) : json(nullptr)}};
}

}  // namespace

json sagas(qint64 nowMs) {
    json rows = json::array();
    for (const Run& run : kRuns) {
        rows.push_back(rowOf(run, nowMs));
    }
    return rows;
}

json stuckSagas(qint64 nowMs) {
    return json::array({rowOf(kRuns[0], nowMs)});
}

json saga(const QString& id, qint64 nowMs) {
    for (const Run& run : kRuns) {
        if (id != QLatin1String(run.id)) {
            continue;
        }
        json result = rowOf(run, nowMs);
        json steps = json::array();
        for (std::size_t i = 0; i < kCheckout.size(); ++i) {
            const std::string state = run.steps[i];
            const bool undoing = state == "undoing";
            steps.push_back({{"name", kCheckout[i].name},
                             {"service", kCheckout[i].service},
                             {"group", kCheckout[i].group},
                             {"undo", kCheckout[i].undo},
                             {"state", state},
                             {"status", state == "refused"                         ? json(402)
                                        : state == "waiting" || state == "skipped" ? json(nullptr)
                                        : state == "sent"                          ? json(503)
                                        : undoing                                  ? json(500)
                                                                                   : json(200)},
                             {"tries", state == "waiting" || state == "skipped" ? 0
                                       : state == "sent"                        ? 2
                                                                                : 1},
                             {"undo_tries", undoing             ? run.tries
                                            : state == "undone" ? 1
                                                                : 0},
                             {"error", undoing           ? "DELETE /reservations/… answered 500: database is locked"
                                       : state == "sent" ? "orders answered 503"
                                       : state == "refused" ? "402 card_declined"
                                                            : ""},
                             {"key", std::string(run.id) + "-" + kCheckout[i].name},
                             {"body", nullptr}});
        }
        result["steps"] = steps;
        result["idempotency_key"] = "basket-7f31";
        result["reply"] = std::string(run.state) == "running"
                              ? json(nullptr)
                              : json{{"status", *run.why ? 402 : 201}, {"body", nullptr}};
        return result;
    }
    return nullptr;
}

}  // namespace slipway::gui::demo
