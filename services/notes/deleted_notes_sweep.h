#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/pg/pool.h"

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

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace lossy::notes
