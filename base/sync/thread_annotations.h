#pragma once

// Attributes by which clang checks, at compile time, which mutex guards which member. `./dev check`
// builds with -Wthread-safety -Werror; GCC ignores them. Use them with base/sync/mutex.h:
// std::mutex of libstdc++ has no annotations, so clang cannot check it.
//
//   Mutex mutex_;
//   int count_ LOSSY_GUARDED_BY(mutex_) = 0;
//   void IncrementLocked() LOSSY_REQUIRES(mutex_);
//
// https://clang.llvm.org/docs/ThreadSafetyAnalysis.html explains each attribute.

#if defined(__clang__)
#define LOSSY_THREAD_ATTRIBUTE(attribute) __attribute__((attribute))
#else
#define LOSSY_THREAD_ATTRIBUTE(attribute)
#endif

// A member that a thread may use only while it holds `mutex`.
#define LOSSY_GUARDED_BY(mutex) LOSSY_THREAD_ATTRIBUTE(guarded_by(mutex))

// A pointer whose target a thread may use only while it holds `mutex`.
#define LOSSY_PT_GUARDED_BY(mutex) LOSSY_THREAD_ATTRIBUTE(pt_guarded_by(mutex))

// A function whose caller must hold the mutex, and still holds it afterwards.
#define LOSSY_REQUIRES(...) LOSSY_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))

// A function whose caller must not hold the mutex, because the function locks it.
#define LOSSY_EXCLUDES(...) LOSSY_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))

// A function that returns with the mutex locked.
#define LOSSY_ACQUIRE(...) LOSSY_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))

// A function that returns with the mutex locked if its result equals the first argument.
#define LOSSY_TRY_ACQUIRE(...) LOSSY_THREAD_ATTRIBUTE(try_acquire_capability(__VA_ARGS__))

// A function that unlocks the mutex.
#define LOSSY_RELEASE(...) LOSSY_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))

// A function that returns a reference to the mutex.
#define LOSSY_RETURN_CAPABILITY(mutex) LOSSY_THREAD_ATTRIBUTE(lock_returned(mutex))

// A function after whose call clang takes the mutex for locked.
#define LOSSY_ASSERT_CAPABILITY(mutex) LOSSY_THREAD_ATTRIBUTE(assert_capability(mutex))

// A class that is a mutex, and one that holds a mutex while it lives.
#define LOSSY_CAPABILITY(name) LOSSY_THREAD_ATTRIBUTE(capability(name))
#define LOSSY_SCOPED_CAPABILITY LOSSY_THREAD_ATTRIBUTE(scoped_lockable)

// A function that clang does not check. A comment beside it must say why it is correct.
#define LOSSY_NO_THREAD_SAFETY_ANALYSIS LOSSY_THREAD_ATTRIBUTE(no_thread_safety_analysis)
