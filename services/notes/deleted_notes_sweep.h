#pragma once

#include <thread>

#include "base/pg/pool.h"
#include "base/sync/mutex.h"

namespace lossy::notes {

// Takes the words from notes that a replica of the version before has deleted, which left them. It
// looks for some once an hour, on a thread of its own, and a minute after it failed.
class DeletedNotesSweep {
 public:
  // `pool` must outlive it.
  DeletedNotesSweep(base::pg::Pool& pool);
  ~DeletedNotesSweep();

 private:
  void Loop();
  // Empties all there are.
  absl::Status Sweep();
  // False: time to stop.
  bool Pause(absl::Duration duration);

  base::pg::Pool& pool_;

  base::Mutex mutex_;
  base::CondVar changed_;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lossy::notes
