#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/clock.h"
#include "daemon/home.h"
#include "daemon/snapshot_policies.h"

namespace slipway::daemon {

/// Has the text of every file and URL that routes' policies name, so that the gateway, which dials nothing and knows no
/// path, can have their keys in its configuration.
///
/// Files are looked at once a second. URLs are fetched in a thread of their own (https, or http for what needs no
/// secrecy; at most 512 KiB, 10 s, no redirect to another scheme), again after their `refresh`, after 10 s where it
/// failed; the last good answer is kept in SLIPWAY_HOME/keys (0600), so that a daemon that starts while the issuer is
/// away has keys. A failure, or an answer that is no key set, keeps what was there. Thread: the daemon's.
class KeyKeeper : public QObject {
  public:
    struct Callbacks {
        std::function<void()> changed;  ///< some text did
        /// Once a fault, not once a look. `where`: the KeySource's.
        std::function<void(const std::string& where, const std::string& sentence)> warn;
    };
    KeyKeeper(const Home& home, const Clock& clock, Callbacks callbacks);
    ~KeyKeeper() override;

    /// What is needed from now on. New files are read before it returns; new URLs are begun to be fetched.
    void need(const std::vector<KeySource>& sources);
    const KeyTexts& texts() const { return m_texts; }

  private:
    struct Entry {
        KeySource source;
        std::string stamp;  ///< of what was read: size, time and inode of each file
        TimePoint nextFetch{};
        bool fetching = false;
        std::string lastFault;
    };
    struct Fetched;
    class Fetcher;

    void look();
    bool readIfChanged(Entry& entry);
    void fetch(Entry& entry);
    void onFetched(const Fetched& fetched);
    bool accept(Entry& entry, std::string text);
    bool acceptPair(Entry& entry, std::string certificate, std::string key);
    void fault(Entry& entry, const std::string& sentence);
    std::string cacheFile(const std::string& url) const;

    const Home& m_home;
    const Clock& m_clock;
    Callbacks m_callbacks;
    std::map<std::string, Entry> m_entries;
    KeyTexts m_texts;
    QTimer m_timer;
    std::unique_ptr<Fetcher> m_fetcher;  // made with the first URL
};

}  // namespace slipway::daemon
