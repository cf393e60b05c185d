#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "cli/commands.h"
#include "crypto/password_hash.h"

namespace slipway::cli {
namespace {

/// What is typed is not shown, as long as this lives.
class Hidden {
  public:
    Hidden() {
        m_isTerminal = ::tcgetattr(STDIN_FILENO, &m_before) == 0;
        if (!m_isTerminal)
            return;
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ~Hidden() {
        if (m_isTerminal)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    bool isTerminal() const { return m_isTerminal; }

  private:
    termios m_before{};
    bool m_isTerminal = false;
};

}  // namespace

int hashPassword(Context& context) {
    std::string password;
    {
        const Hidden hidden;
        if (hidden.isTerminal())
            context.console.err << "Password: " << std::flush;
        std::getline(std::cin, password);
        if (hidden.isTerminal())
            context.console.err << std::endl;
    }
    if (password.empty())
        return report(context, api::ApiError(Error{ErrorCode::Usage,
                                                   "there was no password on standard input",
                                                   "slipway hash-password < FILE, or type it",
                                                   {}}));
    const std::string hash = crypto::PasswordHash::make(password).text();
    if (context.options.json)
        context.console.out << "{\"hash\": \"" << hash << "\"}" << std::endl;
    else
        context.console.out << hash << std::endl;
    return 0;
}

}  // namespace slipway::cli
