#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <tuple>

#include "absl/container/node_hash_map.h"
#include "base/identity/identity.h"
#include "base/live/live_objects.h"
#include "edge/channel/concurrency_limiters.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/routing/routing_table.h"
#include "edge/upstream/upstream.h"

namespace lossy::edge {

// The calls that decide the joins of one thread.
//
// Joins that ask the same of an idempotent method, for the same caller, share calls: those that
// come while one is under way are all answered by the next. So no answer is older than its
// question, and nothing is remembered. A service is asked so many at once; the others wait.
class CallCoalescer {
 public:
  // For a call on behalf of a caller, with a request id of its own.
  using MakeContext = std::function<CallContext(const base::Identity&, const Method&)>;

  // One client's wait for the answer. When it is destroyed the answer is not wanted any more; the
  // call is cancelled when nobody wants it.
  class Wait;

  // The references must outlive it, and it the waits.
  CallCoalescer(Upstream& upstream, ConcurrencyLimiters& admissions, Executor& home,
                MakeContext make_context, EdgeMetrics& metrics);
  ~CallCoalescer();

  // `done` is called unless the wait is destroyed before, and never before this has returned. In it
  // any wait may be destroyed.
  std::unique_ptr<Wait> Ask(const Method& method, std::string request,
                            const base::Identity& identity, Upstream::Done done);

 private:
  // All that the service sees. The number is 0 where calls may be shared.
  using Question =
      std::tuple<const Method*, std::string, std::string, std::string, base::Role, std::uint64_t>;

  // One call, and whom it answers.
  struct Round final : ConcurrencyLimiter::Guest, private base::LiveObject<"JoinRound"> {
    Round(CallCoalescer& calls, const Question& question, CallContext context)
        : calls(calls), question(&question), context(std::move(context)) {}

    void OnAdmitted() override { calls.Call(*this); }
    void OnRefused(const absl::Status& status) override { calls.Finish(*this, status, {}); }

    CallCoalescer& calls;
    const Question* question;  // Nullptr once it is answered.
    const CallContext context;
    std::list<Wait*> waits;
    std::unique_ptr<ConcurrencyLimiter::Place> place;
    std::shared_ptr<UpstreamCall> call;  // Once it was made.
  };

  struct Rounds {
    std::unique_ptr<Round> running;
    std::unique_ptr<Round> next;  // Nullptr: nobody came since.
  };

  void Start(Round& round);
  void Call(Round& round);
  void Finish(Round& round, const absl::Status& status, absl::string_view response);
  // The running round is over.
  void StartNext(const Question& question);
  void Leave(Round& round);

  Upstream& upstream_;
  ConcurrencyLimiters& admissions_;
  Executor& home_;
  const MakeContext make_context_;
  EdgeMetrics& metrics_;
  std::uint64_t unshared_ = 0;
  // Its keys must not move: rounds point at them.
  absl::node_hash_map<Question, Rounds> rounds_;
};

class CallCoalescer::Wait {
 public:
  ~Wait();
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;

  // That of the call, which others may share.
  const std::string& request_id() const { return request_id_; }

 private:
  friend class CallCoalescer;

  Wait(CallCoalescer& calls, Round& round, Upstream::Done done);

  CallCoalescer& calls_;
  Round* round_;  // Nullptr once it was answered.
  std::list<Wait*>::iterator place_;
  const std::string request_id_;
  Upstream::Done done_;
};

}  // namespace lossy::edge
