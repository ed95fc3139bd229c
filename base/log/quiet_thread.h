#pragma once

#include <signal.h>

#include <thread>
#include <utility>

namespace lossy::base {

// A thread on which no signal but those of its own crash is delivered, from its first instruction
// on. Signals of the process wait for the threads that handle them, and a write to a closed pipe
// fails with EPIPE.
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
