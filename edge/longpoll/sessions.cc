#include "edge/longpoll/sessions.h"

#include "base/time/clock.h"

#include <algorithm>
#include <utility>

namespace lossy::edge {

LongpollSessions::LongpollSessions(Executor& home, std::uint16_t worker, const TokenSigner& seal,
                                   LongpollLimits limits, std::size_t max_session_bytes,
                                   std::shared_ptr<ByteBudget> budget, EdgeMetrics& metrics,
                                   MakeSocket make_socket)
    : home_(home),
      worker_(worker),
      seal_(seal),
      limits_(limits),
      max_session_bytes_(max_session_bytes),
      budget_(std::move(budget)),
      metrics_(metrics),
      make_socket_(std::move(make_socket)) {}

LongpollSessions::~LongpollSessions() = default;

absl::optional<std::string> LongpollSessions::Open(const std::string& edge, Client client) {
  if (sessions_.size() >= limits_.max_sessions) return absl::nullopt;
  const SessionToken token{.id = SessionToken::NewId(), .worker = worker_, .edge = edge};
  std::string sealed = seal_.Seal(token);
  const LongpollSession::Options options{
      .window = limits_.window, .idle = limits_.idle, .max_bytes = max_session_bytes_};
  auto session = std::make_shared<LongpollSession>(home_, sealed, options, budget_, metrics_);
  session->Open(make_socket_(*session, std::move(client)), base::SteadyNow());
  sessions_.emplace(token.id, std::move(session));
  ended_ = false;
  return sealed;
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
  LookWhetherEnded();
}

absl::Duration LongpollSessions::period() const {
  return std::clamp(std::min(limits_.window, limits_.idle) / 20, absl::Milliseconds(1),
                    absl::Milliseconds(500));
}

void LongpollSessions::Drain(std::size_t count) {
  for (const auto& [id, session] : sessions_) {
    if (count == 0) break;
    if (session->Drain()) --count;
  }
  LookWhetherEnded();
}

void LongpollSessions::LookWhetherEnded() {
  ended_ = std::all_of(sessions_.begin(), sessions_.end(),
                       [](const auto& each) { return each.second->ended(); });
}

}  // namespace lossy::edge
