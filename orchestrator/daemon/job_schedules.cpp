#include "daemon/job_schedules.h"

#include <QDateTime>
#include <QTimeZone>

namespace slipway::daemon {

WallMs nextRun(const model::Cron& cron, const std::string& timezone, WallMs now) {
    QTimeZone zone = timezone.empty() ? QTimeZone::systemTimeZone() : QTimeZone(QByteArray::fromStdString(timezone));
    if (!zone.isValid())
        zone = QTimeZone::utc();
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(now, zone);
    const QDate date = local.date();
    model::CivilMinute at{date.year(), date.month(), date.day(), local.time().hour(), local.time().minute()};
    while (const auto next = cron.next(at)) {
        const QDateTime due(QDate(next->year, next->month, next->day), QTime(next->hour, next->minute), zone);
        // Clocks that have been put back show minutes again that are over.
        if (const WallMs when = due.toMSecsSinceEpoch(); when > now)
            return when;
        at = *next;
    }
    return 0;
}

void JobSchedules::set(const std::vector<model::Service>& services, WallMs now) {
    m_entries.clear();
    for (const auto& service : services)
        if (service.scheduled())
            if (const auto cron = model::Cron::parse(service.job->schedule->cron))
                m_entries[service.name] = {*cron, service.job->schedule->timezone,
                                           nextRun(*cron, service.job->schedule->timezone, now)};
}

std::vector<ServiceName> JobSchedules::due(WallMs now) {
    std::vector<ServiceName> jobs;
    for (auto& [name, entry] : m_entries) {
        if (entry.next != 0 && now >= entry.next) {
            jobs.push_back(name);
            entry.next = nextRun(entry.cron, entry.timezone, now);
        } else if (const WallMs next = nextRun(entry.cron, entry.timezone, now); next != 0 && next < entry.next) {
            entry.next = next;
        }
    }
    return jobs;
}

WallMs JobSchedules::next(const ServiceName& job) const {
    const auto found = m_entries.find(job);
    return found == m_entries.end() ? 0 : found->second.next;
}

}  // namespace slipway::daemon
