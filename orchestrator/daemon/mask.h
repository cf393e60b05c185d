#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::daemon {

/// Whether a variable of this name usually holds something that must not be shown: DB_PASSWORD, API_KEY, TOKEN.
bool soundsSecret(std::string_view name);

/// Takes values that must not be shown out of texts.
class Mask {
  public:
    /// Values below this are left out: they would hide half of any text.
    static constexpr size_t kLeastBytes = 4;

    /// The values of variables that sound secret, wherever they were interpolated.
    void learn(const std::map<std::string, std::string>& variables);
    /// What a secret holds: the whole, and each of its lines, since logs have them one by one.
    void learnSecret(std::string_view value);

    bool empty() const { return m_values.empty(); }
    /// With "***" in place of what was learnt, and of the password of a URL.
    std::string hidden(std::string text) const;
    /// With "***" in place of what was learnt alone.
    std::string withoutValues(std::string text) const;
    /// The same in the strings of a JSON text, whose keys stay. Values below eight bytes stay too: they may be words of
    /// the protocol.
    std::string withoutValuesInJson(std::string text) const;

  private:
    void add(std::string_view value);

    std::vector<std::string> m_values;  ///< the longest first: one may begin another
};

/// What the secrets of all projects of this process hold, and have held since they came up: whatever leaves the daemon
/// or goes into its store goes through it. Thread: any.
class SecretMask {
  public:
    void learn(std::string_view value);
    std::string line(std::string text) const;
    std::string json(std::string text) const;

  private:
    mutable std::mutex m_mutex;
    Mask m_mask;
};
SecretMask& secretMask();

}  // namespace slipway::daemon
