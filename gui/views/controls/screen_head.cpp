#include "gui/views/controls/screen_head.h"

#include "gui/theme/tokens.h"
#include "gui/views/controls/label.h"

namespace slipway::gui {

QHBoxLayout* screenHead(const QString& title) {
    auto* head = new QHBoxLayout;
    head->setContentsMargins(space::kL, space::kM, space::kL, space::kM);
    head->setSpacing(space::kM);
    head->addWidget(new Label(Label::Title, title));
    return head;
}

}  // namespace slipway::gui
