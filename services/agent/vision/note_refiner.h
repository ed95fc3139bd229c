#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/rpc/caller.h"
#include "base/workers/workers.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/models/api/vision_refiner.h"
#include "services/agent/pipeline/notes_api.h"
#include "services/agent/usage/usage_quota.h"

namespace lossy::agent {

// NoteRefiner improves the text of notes with a frame of their video. A client times out after 10
// s, so Refine returns before that; a later result still changes the note, and reaches the client
// as an event of the notes service. Thread-safe. The destructor waits for refinements in progress.
class NoteRefiner {
 public:
  struct Options {
    // The longest time that Refine blocks.
    absl::Duration answer_within = absl::Milliseconds(8'500);
    // The time limit of the model.
    absl::Duration patience = absl::Seconds(30);
    // The number of concurrent refinements. The same number may wait.
    int threads = 8;
    std::size_t max_image_bytes = 6 << 20;
  };
  // Returns the id for which the quota counts a note's refinements; see RefinementScope.
  using FindScope = std::function<absl::StatusOr<std::string>(const notes::v1::Note& note,
                                                              const std::string& user_id)>;

  // All references must outlive the object.
  NoteRefiner(VisionRefiner& refiner, NotesApi& notes, UsageQuota& quota, FindScope find_scope,
              Options options);

  // Refines a note, and returns it. Implements RefineNote of agent.proto, with its errors.
  absl::StatusOr<notes::v1::Note> Refine(const base::Caller& caller,
                                         const v1::RefineNoteRequest& request);

 private:
  struct Job;

  absl::StatusOr<std::shared_ptr<Job>> Begin(const base::Caller& caller,
                                             const v1::RefineNoteRequest& request);
  void Run(Job& job);
  absl::StatusOr<notes::v1::Note> Improve(const Job& job);

  VisionRefiner& refiner_;
  NotesApi& notes_;
  UsageQuota& quota_;
  const FindScope find_scope_;
  const Options options_;
  std::atomic<int> open_ = 0;  // Jobs that run or wait.
  base::Workers workers_;
};

}  // namespace lossy::agent
