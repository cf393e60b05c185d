#include "gui/app/saga_feed.h"

#include "gui/views/saga/sagas_view.h"

namespace slipway::gui {

SagaFeed::SagaFeed(Session* session, SagasView* view, QObject* parent)
    : QObject(parent),
      m_session(session),
      m_store(session->store()),
      m_view(view),
      m_list(session, kReadMs),
      m_one(session, kReadMs),
      m_stuck(session, kStuckMs) {
    m_list.setPath(QStringLiteral("/sagas?limit=200"));
    m_stuck.setPath(QStringLiteral("/sagas?state=stuck&limit=1000"));
    connect(&m_list, &Poll::answered, this,
            [this](const nlohmann::json& body) { m_view->showSagas(sagasFromJson(body)); });
    connect(&m_list, &Poll::failed, m_view, &SagasView::showFailure);
    connect(&m_one, &Poll::answered, this,
            [this](const nlohmann::json& body) { m_view->showSaga(sagaFromJson(body)); });
    connect(&m_stuck, &Poll::answered, this, [this](const nlohmann::json& body) {
        m_store->setStuckSagas(static_cast<int>(body.is_array() ? body.size() : 0));
    });
    connect(view, &SagasView::sagaSelected, this, [this](const QString& id) {
        m_one.setPath(id.isEmpty() ? QString() : QStringLiteral("/sagas/") + pathSegment(id));
    });
    connect(view, &SagasView::retryWanted, &m_list, &Poll::askNow);
    connect(view, &SagasView::actionRequested, this, &SagaFeed::act);
    connect(m_store, &Store::reset, this, &SagaFeed::refreshWatch);
    refreshWatch();
}

void SagaFeed::setWatching(bool watching) {
    m_watching = watching;
    refreshWatch();
}

// A project without a composer has no sagas: the daemon would say so at each asking.
void SagaFeed::refreshWatch() {
    const bool composer = m_store->service(QStringLiteral("composer")) != nullptr;
    m_view->setComposer(composer);
    m_list.setWatching(m_watching && composer);
    m_one.setWatching(m_watching && composer);
    m_stuck.setWatching(composer);
    if (!composer) {
        m_store->setStuckSagas(0);
        m_view->showSagas({});
    }
}

void SagaFeed::act(const QString& verb, const QString& saga) {
    m_session->setPaused(false);
    const QString project = m_store->project().name;
    const QString path = projectPath(project, QStringLiteral("/sagas/%1/%2").arg(pathSegment(saga), verb));
    m_session->connection()->post(path, nlohmann::json::object(), this,
                                  [this, verb, saga, project](const Reply& reply) {
                                      if (project != m_store->project().name) {
                                          return;
                                      }
                                      m_view->setActing(false);
                                      m_list.askNow();
                                      m_one.askNow();
                                      m_stuck.askNow();
                                      if (reply.ok()) {
                                          emit done(verb, saga);
                                      } else {
                                          m_view->showActionFailure(verb, reply.error);
                                      }
                                  });
}

}  // namespace slipway::gui
