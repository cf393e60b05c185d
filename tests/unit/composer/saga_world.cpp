#include "saga_world.h"

#include <algorithm>

namespace slipway::test {

composite::Composite SagaWorld::checkout(int stuckAfter) {
    const auto step = [](const std::string& name, bool changes = true) {
        composite::Step made;
        made.name = name;
        made.call = {"service-" + name, changes ? "PUT" : "GET", "/" + name + "/{{saga.id}}", {}, std::nullopt};
        if (changes) {
            made.call.body = json{{"who", "{{request.body.user}}"}};
            made.undo = composite::Call{"service-" + name, "DELETE", "/" + name + "/{{saga.id}}", {}, std::nullopt};
        }
        return made;
    };
    composite::Composite made;
    made.name = "checkout";
    made.stuckAfter = stuckAfter;
    made.groups = {{step("user", false), step("reserve")}, {step("order")}, {step("charge")}, {step("points")}};
    made.response.status = 201;
    made.response.body = json{{"order", "{{steps.order.body.step}}"}};
    made.prefixes = {"/checkout"};
    return made;
}

void SagaWorld::begin() {
    SagaRecord record;
    if (m_disk) {
        record = *m_disk;
    } else {
        // Nothing was written: its client asks again.
        record.id = "sg-1";
        record.composite = m_definition->name;
        record.request = {{"body", {{"user", "u1"}}}, {"id", "r-1"}};
    }
    m_saga = std::make_unique<Saga>(m_definition, record);
    Saga::Effects effects = m_saga->advance(m_now, 1);
    effects.save = effects.save || !m_disk;
    take(std::move(effects));
}

void SagaWorld::take(Saga::Effects effects) {
    if (!effects.save && !effects.sends.empty())
        fault("calls are made with nothing written before them");
    if (effects.save)
        m_writes.push_back({m_saga->record(), std::move(effects)});
}

Answer SagaWorld::serve(const std::string& step, const std::string& key, bool undo) {
    Answer answer;
    answer.kind = Answer::Kind::Response;
    answer.status = 200;
    answer.body = R"({"step":")" + step + "\"}";
    if (undo) {
        if (m_tombstones.insert(key).second)
            m_undone.push_back(step);
        m_applied[key] = 0;
    } else if (m_tombstones.contains(key)) {
        answer.status = 409;
    } else if (m_applied[key] == 0) {
        m_applied[key] = 1;
    }
    return answer;
}

Answer SagaWorld::arrive(const Saga::Send& send) {
    std::string key;
    for (const auto& [name, value] : send.call.headers)
        if (name == "Idempotency-Key")
            key = value;
    const bool undo = key.ends_with("-undo");
    if (undo)
        key.resize(key.size() - 5);
    m_ofKey[key] = send.step;
    m_keys[send.step].insert(key);
    if (undo != (send.call.method == "DELETE"))
        fault("a compensation without its key");
    const StepState intent =
        m_disk && m_disk->steps.contains(send.step) ? m_disk->steps.at(send.step).state : StepState::Waiting;
    if (intent != (undo ? StepState::Undoing : StepState::Sent))
        fault(send.step + ": a call before its intent was durable");
    Answer lost;
    lost.error = "the connection broke";
    const Fate fate = judge(send.step, undo, ++m_calls[send.step + (undo ? "-undo" : "")]);
    m_faults.insert(fate);
    switch (fate) {
        case Fate::Works:
            return serve(send.step, key, undo);
        case Fate::Refused:
            lost.kind = Answer::Kind::Response;
            lost.status = 409;
            return lost;
        case Fate::Unsent:
            lost.kind = Answer::Kind::Unsent;
            return lost;
        case Fate::LostBefore:
            return lost;
        case Fate::LostAfter:
            serve(send.step, key, undo);
            return lost;
        case Fate::ErrorBefore:
            lost.kind = Answer::Kind::Response;
            lost.status = 503;
            return lost;
        case Fate::ErrorAfter:
            serve(send.step, key, undo);
            lost.kind = Answer::Kind::Response;
            lost.status = 500;
            return lost;
    }
    return lost;
}

SagaRecord SagaWorld::run(int maxMicroSteps) {
    begin();
    while (m_microSteps < maxMicroSteps) {
        const bool idle = m_writes.empty() && m_packets.empty() && m_replies.empty();
        if (idle) {
            const auto wake = m_saga->wake();
            if (!wake)
                break;
            m_now = std::max(m_now, *wake);
            take(m_saga->advance(m_now, 1));
            continue;
        }
        if (kills(++m_microSteps)) {
            m_writes.clear();
            m_replies.clear();
            // What was sent arrives all the same, and nobody hears the answer.
            for (const auto& packet : std::exchange(m_packets, {}))
                arrive(packet.send);
            begin();
            continue;
        }
        if (!m_writes.empty()) {
            Write write = std::move(m_writes.front());
            m_writes.erase(m_writes.begin());
            m_disk = std::move(write.record);
            for (auto& send : write.effects.sends)
                m_packets.push_back({std::move(send)});
        } else if (!m_packets.empty()) {
            const Packet packet = std::move(m_packets.front());
            m_packets.erase(m_packets.begin());
            m_replies.push_back({packet.send.step, packet.send.number, arrive(packet.send)});
        } else {
            const Reply reply = std::move(m_replies.front());
            m_replies.erase(m_replies.begin());
            take(m_saga->onAnswer(reply.step, reply.number, reply.answer, m_now, 1));
        }
    }
    return m_disk.value_or(SagaRecord{});
}

std::set<std::string> SagaWorld::standing() const {
    std::set<std::string> steps;
    for (const auto& [key, count] : m_applied)
        if (count > 0)
            steps.insert(m_ofKey.at(key));
    return steps;
}

}  // namespace slipway::test
