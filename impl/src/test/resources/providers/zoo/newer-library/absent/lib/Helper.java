package lib;

public final class Helper {
  public static void sinceTwo() {}
}
