#include "services/notes/deleted_notes_sweep.h"

#include "base/time/clock.h"
#include "services/notes/deletion.h"

namespace lossy::notes {
namespace {

constexpr int kPortion = 50;
constexpr absl::Duration kPause = absl::Hours(1);
constexpr absl::Duration kPauseAfterFailure = absl::Minutes(1);
constexpr absl::Duration kPauseBetweenPortions = absl::Milliseconds(20);

}  // namespace

DeletedNotesSweep::DeletedNotesSweep(base::pg::Pool& pool)
    : pool_(pool), thread_([this] { Loop(); }) {}

DeletedNotesSweep::~DeletedNotesSweep() {
  {
    base::MutexLock lock(mutex_);
    stop_ = true;
  }
  changed_.NotifyAll();
  thread_.join();
}

void DeletedNotesSweep::Loop() {
  // Waits first, since the schema may not be migrated yet.
  for (absl::Duration pause = kPauseAfterFailure; Pause(pause);) {
    pause = Sweep().ok() ? kPause : kPauseAfterFailure;
  }
}

absl::Status DeletedNotesSweep::Sweep() {
  for (;;) {
    absl::StatusOr<int> emptied = 0;
    const absl::Status done = pool_.Transaction([&](base::pg::Transaction& transaction) {
      emptied = EmptyDeletedNotes(transaction, kPortion);
      return emptied.status();
    });
    if (!done.ok()) return done;
    if (*emptied == 0) return absl::OkStatus();
    if (!Pause(kPauseBetweenPortions)) return absl::OkStatus();
  }
}

bool DeletedNotesSweep::Pause(absl::Duration duration) {
  const absl::Time end = base::SteadyNow() + duration;
  base::MutexLock lock(mutex_);
  while (!stop_ && changed_.WaitUntil(mutex_, end)) continue;
  return !stop_;
}

}  // namespace lossy::notes
