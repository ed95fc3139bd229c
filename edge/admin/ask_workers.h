#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/error/error.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "edge/server/server.h"

namespace lossy::edge {

// The longest time in which each worker must answer.
inline constexpr absl::Duration kWorkerLimit = absl::Seconds(2);

// Calls `ask` on the thread of each worker, and returns the answers in the order of the workers.
// Blocks; must not be called by a worker. Returns UNAVAILABLE if a worker does not answer in time.
// `ask` may run later even then, so it must own what it uses.
template <typename Answer>
absl::StatusOr<std::vector<Answer>> AskWorkers(const Server& server,
                                               std::function<Answer(Worker&)> ask) {
  struct Round {
    base::Mutex mutex;
    base::CondVar answered;
    std::vector<Answer> answers LOSSY_GUARDED_BY(mutex);
    std::size_t missing LOSSY_GUARDED_BY(mutex) = 0;
  };
  const auto round = std::make_shared<Round>();
  {
    base::MutexLock lock(round->mutex);
    round->answers.resize(server.workers().size());
    round->missing = server.workers().size();
  }
  for (std::size_t i = 0; i < server.workers().size(); ++i) {
    Worker& worker = *server.workers()[i];
    worker.executor().Post([round, ask, &worker, i] {
      Answer answer = ask(worker);
      base::MutexLock answer_lock(round->mutex);
      round->answers[i] = std::move(answer);
      if (--round->missing == 0) round->answered.NotifyOne();
    });
  }
  base::MutexLock lock(round->mutex);
  const absl::Time deadline = base::SteadyNow() + kWorkerLimit;
  while (round->missing > 0) {
    if (!round->answered.WaitUntil(round->mutex, deadline) && round->missing > 0) {
      return base::Unavailable("a thread of the edge does not answer");
    }
  }
  return std::move(round->answers);
}

}  // namespace lossy::edge
