#include <nlohmann/json.hpp>
#include <thread>

#include "base/percent.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "cli/listing.h"
#include "cli/table.h"

namespace slipway::cli {
namespace {

std::string outcomeOf(const Console& console, const api::JobRun& run) {
    return run.success ? console.onOut(Color::Green, "done") : console.onOut(Color::Red, harmless(run.how, false));
}

std::string took(const api::JobRun& run) {
    return run.startedMs == 0 ? "" : seconds(static_cast<double>(run.endedMs - run.startedMs) / 1000);
}

}  // namespace

int jobList(Context& context) {
    return listing<
        std::vector<api::JobRow>>(context, "/jobs", [&](const std::string&, const std::vector<api::JobRow>& rows) {
        if (rows.empty())
            return std::string("No jobs. `kind: job` in the manifest makes one.\n");
        Table table(
            {{"JOB"}, {"SCHEDULE"}, {"NEXT"}, {"RUNNING"}, {"LAST"}, {"OUTCOME"}, {"TOOK", Align::Right}, {"OWNER"}});
        const WallMs now = SystemClock().wallMs();
        for (const auto& row : rows)
            table.add({row.service, row.cron + (row.timezone.empty() ? "" : " " + row.timezone),
                       row.nextMs == 0 ? "" : localTime(row.nextMs, now, false), row.running,
                       row.last ? localTime(row.last->endedMs, now, false) : "never",
                       row.last ? outcomeOf(context.console, *row.last) : "", row.last ? took(*row.last) : "",
                       row.owner});
        return table.text(context.console);
    });
}

int jobRuns(Context& context, const std::string& job, int limit) {
    return listing<std::vector<api::JobRun>>(
        context, "/jobs/" + percentEncoded(job) + "/runs?limit=" + std::to_string(limit),
        [&](const std::string&, const std::vector<api::JobRun>& rows) {
            if (rows.empty())
                return job + " has not run yet.\n";
            Table table({{"STARTED"}, {"TOOK", Align::Right}, {"BY"}, {"TRY", Align::Right}, {"OUTCOME"}, {"OUTPUT"}});
            const WallMs now = SystemClock().wallMs();
            for (const auto& run : rows)
                table.add({localTime(run.startedMs, now, false), took(run), run.cause, std::to_string(run.attempt),
                           outcomeOf(context.console, run), "slipway logs " + run.instance});
            return table.text(context.console);
        });
}

int jobRun(Context& context, const std::string& job, const WaitOptions& wait) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(
        before, (*client)->getText(client::projectPath(*project, "/jobs/" + percentEncoded(job) + "/runs?limit=1")));
    SLIPWAY_CLI_TRY(accepted,
                    (*client)->postText(client::projectPath(*project, "/jobs/" + percentEncoded(job) + "/run")));
    if (!wait.wait) {
        if (context.options.json)
            printJson(context, *accepted);
        return 0;
    }
    // Its history tells the end, whether an operation moves it or its schedule would have.
    const auto last = api::decode<std::vector<api::JobRun>>(*before);
    const std::int64_t known = last && !last->empty() ? last->front().id : 0;
    const auto deadline = std::chrono::steady_clock::now() + wait.timeout;
    while (std::chrono::steady_clock::now() < deadline) {
        SLIPWAY_CLI_TRY(
            text, (*client)->getText(client::projectPath(*project, "/jobs/" + percentEncoded(job) + "/runs?limit=1")));
        const auto runs = api::decode<std::vector<api::JobRun>>(*text);
        if (runs && !runs->empty() && runs->front().id != known) {
            const api::JobRun& run = runs->front();
            if (context.options.json)
                printJson(context, nlohmann::json(run).dump());
            else
                context.console.out << job << ": " << outcomeOf(context.console, run) << " in " << took(run)
                                    << "; slipway logs " << run.instance << '\n';
            return run.success ? 0 : 6;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return report(context, api::ApiError(Error{ErrorCode::Timeout,
                                               job + " has not ended in its time",
                                               "It goes on; `slipway job runs " + job + "` shows its end.",
                                               {}}));
}

}  // namespace slipway::cli
