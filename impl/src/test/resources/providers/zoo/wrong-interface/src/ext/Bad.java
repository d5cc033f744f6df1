package ext;

/** Implements nothing. */
public final class Bad {}
