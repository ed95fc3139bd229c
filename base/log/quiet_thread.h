#pragma once

#include <signal.h>

#include <thread>
#include <utility>

namespace lossy::base {

// Starts a thread that runs `work` with all signals blocked, except the signals of a crash. So the
// kernel delivers SIGTERM to a thread that handles it, and a write to a closed pipe returns EPIPE
// in place of SIGPIPE.
template <typename Work>
std::thread QuietThread(Work work) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  for (const int crash : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) sigdelset(&all, crash);
  // A thread inherits the mask of the thread that starts it.
  pthread_sigmask(SIG_BLOCK, &all, &before);
  std::thread thread(std::move(work));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace lossy::base
