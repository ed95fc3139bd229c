#include "edge/channel/call_coalescer.h"

#include <utility>

namespace lossy::edge {

CallCoalescer::Wait::Wait(CallCoalescer& calls, Round& round, Upstream::Done done)
    : calls_(calls),
      round_(&round),
      place_(round.waits.insert(round.waits.end(), this)),
      request_id_(round.context.request_id),
      done_(std::move(done)) {}

CallCoalescer::Wait::~Wait() {
  if (round_ == nullptr) return;
  round_->waits.erase(place_);
  calls_.Leave(*round_);
}

CallCoalescer::CallCoalescer(Upstream& upstream, ConcurrencyLimiters& admissions, Executor& home,
                             MakeContext make_context, EdgeMetrics& metrics)
    : upstream_(upstream),
      admissions_(admissions),
      home_(home),
      make_context_(std::move(make_context)),
      metrics_(metrics) {}

CallCoalescer::~CallCoalescer() = default;

std::unique_ptr<CallCoalescer::Wait> CallCoalescer::Ask(const Method& method, std::string request,
                                                        const base::Identity& identity,
                                                        Upstream::Done done) {
  Question asked(&method, std::move(request), identity.user_id, identity.device_id, identity.role,
                 method.idempotent ? 0 : ++unshared_);
  const auto entry = rounds_.try_emplace(std::move(asked)).first;
  auto& [question, rounds] = *entry;
  const bool asked_already = rounds.running != nullptr && rounds.running->call != nullptr;
  std::unique_ptr<Round>& round = asked_already ? rounds.next : rounds.running;
  const bool opens = round == nullptr;
  if (opens) {
    round = std::make_unique<Round>(*this, question, make_context_(identity, method));
  } else {
    metrics_.shared_joins.Increment();
  }
  std::unique_ptr<Wait> wait(new Wait(*this, *round, std::move(done)));
  if (opens && &round == &rounds.running) Start(*round);
  return wait;
}

void CallCoalescer::Start(Round& round) {
  const auto& [method, request, user_id, device_id, role, number] = *round.question;
  round.place = admissions_.Of(method->service).Enter(user_id, round);
  if (round.place->inside()) Call(round);
}

void CallCoalescer::Call(Round& round) {
  const Question& question = *round.question;
  round.call =
      upstream_.Call(*std::get<const Method*>(question), std::get<1>(question), round.context,
                     home_, [this, &round](const absl::Status& status, absl::string_view response) {
                       Finish(round, status, response);
                     });
}

void CallCoalescer::Finish(Round& round, const absl::Status& status, absl::string_view response) {
  Rounds& rounds = rounds_.at(*round.question);
  const std::unique_ptr<Round> done = std::move(rounds.running);
  done->place.reset();
  StartNext(*std::exchange(done->question, nullptr));
  while (!done->waits.empty()) {
    Wait& wait = *done->waits.front();
    done->waits.pop_front();
    wait.round_ = nullptr;
    // It may be destroyed in there.
    Upstream::Done answer = std::move(wait.done_);
    answer(status, response);
  }
}

void CallCoalescer::StartNext(const Question& question) {
  const auto entry = rounds_.find(question);
  Rounds& rounds = entry->second;
  rounds.running = std::move(rounds.next);
  if (rounds.running == nullptr) {
    rounds_.erase(entry);
  } else {
    Start(*rounds.running);
  }
}

void CallCoalescer::Leave(Round& round) {
  // The last one to hear of an answer leaves nothing behind.
  if (!round.waits.empty() || round.question == nullptr) return;
  Rounds& rounds = rounds_.at(*round.question);
  if (&round == rounds.next.get()) return rounds.next.reset();
  const std::unique_ptr<Round> unwanted = std::move(rounds.running);
  if (unwanted->call != nullptr) unwanted->call->Cancel();
  unwanted->place.reset();
  StartNext(*unwanted->question);
}

}  // namespace lossy::edge
