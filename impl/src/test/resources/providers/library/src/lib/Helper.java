package lib;

/** An old version of a library. */
public final class Helper {}
