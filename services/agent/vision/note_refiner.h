#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/rpc/caller.h"
#include "base/time/clock.h"
#include "base/workers/workers.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/models/api/vision_refiner.h"
#include "services/agent/pipeline/notes_api.h"
#include "services/agent/usage/usage_quota.h"

namespace lossy::agent {

// Improves notes by what a frame shows. A client gives up after 10 s: what comes later than it may
// be answered still changes the note, and its followers are told so. Thread-safe.
class NoteRefiner {
 public:
  struct Options {
    absl::Duration answer_within = absl::Milliseconds(8'500);
    // For the model.
    absl::Duration patience = absl::Seconds(30);
    // Of refinements at a time. As many more may wait.
    int threads = 8;
    std::size_t max_image_bytes = 6 << 20;
  };
  // Where a note's refinements are counted: its session, else its video; the note itself failing
  // that.
  using FindScope = std::function<absl::StatusOr<std::string>(const notes::v1::Note& note,
                                                              const std::string& user_id)>;

  // All must outlive it.
  NoteRefiner(VisionRefiner& refiner, NotesApi& keeper, UsageQuota& budget, FindScope find_scope,
              const base::Clock& clock, Options options);

  // The note as it is afterwards. Errors: see RefineNote in agent.proto.
  absl::StatusOr<notes::v1::Note> Refine(const base::Caller& caller,
                                         const v1::RefineNoteRequest& request);

 private:
  struct Job;

  absl::StatusOr<std::shared_ptr<Job>> Begin(const base::Caller& caller,
                                             const v1::RefineNoteRequest& request);
  void Run(Job& job);
  absl::StatusOr<notes::v1::Note> Improve(const Job& job);

  VisionRefiner& refiner_;
  NotesApi& keeper_;
  UsageQuota& budget_;
  const FindScope find_scope_;
  const base::Clock& clock_;
  const Options options_;
  std::atomic<int> open_ = 0;  // Jobs that run or wait.
  base::Workers workers_;
};

}  // namespace lossy::agent
