#include "edge/longpoll/sessions.h"

#include "base/time/clock.h"

#include <algorithm>
#include <utility>

namespace lossy::edge {

LongpollSessions::LongpollSessions(Executor& executor, const Options& options,
                                   std::shared_ptr<ByteBudget> budget, EdgeMetrics& metrics,
                                   MakeSocket make_socket)
    : executor_(executor),
      options_(options),
      budget_(std::move(budget)),
      metrics_(metrics),
      make_socket_(std::move(make_socket)) {}

LongpollSessions::~LongpollSessions() = default;

bool LongpollSessions::Open(std::string id, const std::string& token, Client client) {
  if (sessions_.size() >= options_.max_sessions) return false;
  auto session =
      std::make_shared<LongpollSession>(executor_, token, options_.session, budget_, metrics_);
  session->Open(make_socket_(*session, std::move(client)), base::SteadyNow());
  sessions_.emplace(std::move(id), std::move(session));
  ended_ = false;
  return true;
}

LongpollSession* LongpollSessions::Find(absl::string_view id) {
  const auto found = sessions_.find(id);
  return found == sessions_.end() || found->second->over() ? nullptr : found->second.get();
}

void LongpollSessions::AnswerAt(absl::Time due, std::shared_ptr<Poller> poller, std::string body) {
  late_answers_.push_back({due, std::move(poller), std::move(body)});
}

void LongpollSessions::Sweep(absl::Time now) {
  const auto waits = std::partition(late_answers_.begin(), late_answers_.end(),
                                    [&](const LateAnswer& late) { return late.due > now; });
  for (auto late = waits; late != late_answers_.end(); ++late) {
    late->poller->Answer(std::move(late->body));
  }
  late_answers_.erase(waits, late_answers_.end());
  for (const auto& [id, session] : sessions_) session->Sweep(now);
  for (auto each = sessions_.begin(); each != sessions_.end();) {
    if (each->second->over()) {
      sessions_.erase(each++);
    } else {
      ++each;
    }
  }
  UpdateEnded();
}

absl::Duration LongpollSessions::period() const {
  return std::clamp(std::min(options_.session.window, options_.session.idle) / 20,
                    absl::Milliseconds(1), absl::Milliseconds(500));
}

void LongpollSessions::Drain(std::size_t count) {
  for (const auto& [id, session] : sessions_) {
    if (count == 0) break;
    if (session->Drain()) --count;
  }
  UpdateEnded();
}

void LongpollSessions::UpdateEnded() {
  ended_ = std::all_of(sessions_.begin(), sessions_.end(),
                       [](const auto& each) { return each.second->ended(); });
}

}  // namespace lossy::edge
