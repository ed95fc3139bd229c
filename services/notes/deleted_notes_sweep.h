#pragma once

#include <thread>

#include "base/pg/pool.h"
#include "base/sync/mutex.h"

namespace lossy::notes {

// Erases the content of deleted notes. A replica of a former version keeps the content when it
// deletes a note, so the sweep is needed during and after an upgrade. One thread runs the sweep
// once an hour, and again a minute after a failure.
class DeletedNotesSweep {
 public:
  // `pool` must outlive the object. Starts the thread.
  DeletedNotesSweep(base::pg::Pool& pool);
  ~DeletedNotesSweep();

 private:
  void Loop();
  // Erases the content of all such notes.
  absl::Status Sweep();
  // Waits for `duration`. Returns false if the destructor runs.
  bool Pause(absl::Duration duration);

  base::pg::Pool& pool_;

  base::Mutex mutex_;
  base::CondVar changed_;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lossy::notes
